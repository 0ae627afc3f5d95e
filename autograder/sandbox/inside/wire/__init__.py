"""The wire between a test and student code: what may cross it, and how it is encoded."""
