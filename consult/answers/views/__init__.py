"""Pages of co-drafters, and what the public sees of their work."""
