"""Scoring: outcomes become a score; pure arithmetic."""

from autograder.scoring.score import reweighted, score

__all__ = ["reweighted", "score"]
