"""Organisations for which people speak, declared or confirmed."""
