"""Packaging: the zip that a platform such as Gradescope runs."""
