"""Scoring: outcomes become a score; pure arithmetic."""

from autograder.scoring.score import reweighted, score, shown_at_once

__all__ = ["reweighted", "score", "shown_at_once"]
