"""Autograder and homework distribution for courses in which students build deep learning from scratch."""

__version__ = "0.1.0"
