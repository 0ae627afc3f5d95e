"""`autograder new`: a small complete homework to start from, which already passes `autograder check`."""

from autograder.authoring.new.scaffold import write_homework

__all__ = ["write_homework"]
