"""Hints: run the known mistakes once, so that students can be told which one they made."""

from autograder.authoring.hints.build import build_catalogue, write_catalogue

__all__ = ["build_catalogue", "write_catalogue"]
