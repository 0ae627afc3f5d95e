"""Scoring: outcomes become a score; pure arithmetic."""
