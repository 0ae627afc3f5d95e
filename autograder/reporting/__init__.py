"""Reporting: what people and platforms read."""

from autograder.reporting.gradescope import failure_document, refusal_document, results_document
from autograder.reporting.outcome_log import OutcomeLog, read_outcomes
from autograder.reporting.recorder import Recorder
from autograder.reporting.results_model import Results, decode_results, encode_results

__all__ = [
    "OutcomeLog",
    "Recorder",
    "Results",
    "decode_results",
    "encode_results",
    "failure_document",
    "read_outcomes",
    "refusal_document",
    "results_document",
]
