"""What a public name must not be: somebody else’s, an institution’s, or that of a role."""
