"""Grading: remote objects, the pytest runner and the engine."""

from autograder.grading.engine import Grader

__all__ = ["Grader"]
