"""What happens to answers and to texts in the making, as live pages hear it."""
