"""A homework's checks run on any submission as on a student's laptop: by plain pytest, without grader and jail."""
