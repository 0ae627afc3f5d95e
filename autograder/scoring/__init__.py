"""Scoring: outcomes become a score; pure arithmetic."""

from autograder.scoring.score import checks_shown_at_once, reweighted, score, shown_at_once

__all__ = ["checks_shown_at_once", "reweighted", "score", "shown_at_once"]
