"""Continuous integration: a script that grades, a plain JSON file, and an exit code."""
