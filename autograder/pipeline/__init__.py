"""One submission, from its source to a score or a refusal."""
