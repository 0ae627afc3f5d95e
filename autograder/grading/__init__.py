"""Grading: tests drive student code through the wire; outcomes come out."""
