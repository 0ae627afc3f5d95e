"""Gradescope: its container, its metadata, its results."""
