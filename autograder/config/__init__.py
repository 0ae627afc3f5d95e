"""Configuration: course.yaml and assignment.yaml become the data types of model/.

Reading is strict: an unknown, repeated or missing key, or a value of the wrong kind, is an error that names
the file and the line, because a misspelt limit that is silently ignored costs a term.
"""

from autograder.config.load import assignment_names, chosen_names, load_assignment, load_course
from autograder.config.policies import zone_named

__all__ = ["assignment_names", "chosen_names", "load_assignment", "load_course", "zone_named"]
