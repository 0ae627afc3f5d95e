"""`autograder adopt`: from a suite that was written elsewhere to a homework, no test edited."""

from autograder.authoring.adopt.folder import Suite, read_suite
from autograder.authoring.adopt.placement import Placement, place
from autograder.authoring.adopt.write import solution_of, write_homework, write_settings

__all__ = ["Placement", "Suite", "place", "read_suite", "solution_of", "write_homework", "write_settings"]
