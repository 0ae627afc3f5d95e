"""`autograder check`: is a homework consistent, graded right, and free of leaks?

Each part looks at one thing and yields findings, whatever the others find. Parts that only read files (layout, tests'
decorators, titles, write-up, secrecy) come first. Parts that grade (solution, starter, each region, mistake and
variant) come last and need tests that can be collected.
"""

from autograder.authoring.check.findings import Finding
from autograder.authoring.check.run import Report, check_assignment

__all__ = ["Finding", "Report", "check_assignment"]
