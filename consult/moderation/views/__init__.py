"""Pages and fragments of moderation, a module a noun."""
