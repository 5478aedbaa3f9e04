"""A name for one consultation: a pseudonym that leads from it to nowhere else."""
