"""Grading: remote objects, the pytest runner and the engine (`Grader`, in engine.py)."""
