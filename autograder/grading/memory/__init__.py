"""Divides a machine's memory among the grader's processes, and finds out which used too much of it."""
