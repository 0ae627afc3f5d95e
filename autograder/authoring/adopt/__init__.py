"""`autograder adopt`: turn a suite from elsewhere into a homework without editing a test."""

from autograder.authoring.adopt.folder import Suite, read_suite
from autograder.authoring.adopt.placement import Placement, place
from autograder.authoring.adopt.write import solution_of, write_homework, write_settings

__all__ = ["Placement", "Suite", "place", "read_suite", "solution_of", "write_homework", "write_settings"]
