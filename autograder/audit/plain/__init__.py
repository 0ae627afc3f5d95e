"""A homework's tests by plain pytest, without grader and jail: quick, and only for answers that staff wrote."""
