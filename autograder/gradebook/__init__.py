"""The gradebook: from facts in files to a grade for each student, with a sentence for each number.

Nothing is kept between runs: `build_gradebook` computes everything anew from course.yaml, records/ and what `batch`
left.
"""

from autograder.gradebook.build import Gradebook, StudentGrade, build_gradebook

__all__ = ["Gradebook", "StudentGrade", "build_gradebook"]
