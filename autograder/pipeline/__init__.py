"""One hand-in, from what was given to a score or a refusal."""
