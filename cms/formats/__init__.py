"""How dates and numbers are written, where Django's own way will not do (FORMAT_MODULE_PATH)."""
