"""One submission, from what was given to a score or a refusal."""
