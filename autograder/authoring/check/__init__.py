"""`autograder check`: is a homework consistent, graded right, and free of leaks?

Each part looks at one thing and yields findings; none stops at another's. What reads only files (layout, tests'
decorators, titles, write-up, secrecy) comes first; what grades (solution, starter, each region, mistake and variant)
comes last and needs the tests to be collectable.
"""

from autograder.authoring.check.findings import Finding
from autograder.authoring.check.run import Report, check_assignment

__all__ = ["Finding", "Report", "check_assignment"]
