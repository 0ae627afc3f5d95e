"""The course's site: static pages of what is released at a given moment, and of nothing else."""
