"""Written parts: Gradescope's outline for the PDF upload, and an answer key with rubric for graders."""
