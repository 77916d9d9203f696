"""The public pages of a municipality: made of its snapshot alone, and of nothing else."""
