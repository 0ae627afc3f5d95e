"""Autograder and homework distribution for courses in which students build deep learning from scratch."""

__version__ = "0.1.0"

#: What package indexes call this; on PyPI, `autograder` is somebody else's program.
DISTRIBUTION = "from-scratch-autograder"
