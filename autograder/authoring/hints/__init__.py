"""Hints: running the known mistakes once, so that a student's wrong values can be told which mistake they are."""

from autograder.authoring.hints.build import build_catalogue, write_catalogue

__all__ = ["build_catalogue", "write_catalogue"]
