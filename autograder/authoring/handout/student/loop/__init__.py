"""Runs the public tests for homework.py, in a process of its own: nothing your code does ends the report."""
