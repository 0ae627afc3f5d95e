"""Student objects as a test sees them: the grader's end of the wire to a child."""
