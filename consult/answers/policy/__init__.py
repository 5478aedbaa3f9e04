"""Who may do what with contributions and texts, when: a module a verb. Reads loaded objects only."""
