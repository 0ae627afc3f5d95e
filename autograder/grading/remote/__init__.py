"""Student objects as tests see them: the grader's end of the wire to a child."""
