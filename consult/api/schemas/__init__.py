"""What goes in and out, one module a noun. Codes are never translated; times bear their zone."""
