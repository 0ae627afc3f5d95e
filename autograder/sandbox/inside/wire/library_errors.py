"""Finds exceptions of libraries that may be named across the boundary, if the process has imported the libraries.

It imports neither: the command line and the engine use it, and work with less memory than NumPy takes to import.
"""

from __future__ import annotations

import sys

#: exceptions of libraries that a test may expect: the name on the wire -> module and name, where it is imported
_LIBRARY_ERRORS = {
    "numpy.linalg.LinAlgError": ("numpy.linalg", "LinAlgError"),
    "numpy.exceptions.AxisError": ("numpy.exceptions", "AxisError"),
    "numpy.exceptions.DTypePromotionError": ("numpy.exceptions", "DTypePromotionError"),
    "numpy.exceptions.TooHardError": ("numpy.exceptions", "TooHardError"),
    "numpy.exceptions.ComplexWarning": ("numpy.exceptions", "ComplexWarning"),
    "numpy.exceptions.RankWarning": ("numpy.exceptions", "RankWarning"),
    "numpy.exceptions.VisibleDeprecationWarning": ("numpy.exceptions", "VisibleDeprecationWarning"),
    "json.JSONDecodeError": ("json", "JSONDecodeError"),
    "decimal.InvalidOperation": ("decimal", "InvalidOperation"),
    "dataclasses.FrozenInstanceError": ("dataclasses", "FrozenInstanceError"),
    "queue.Empty": ("queue", "Empty"),
    "re.error": ("re", "error"),
    "statistics.StatisticsError": ("statistics", "StatisticsError"),
    "struct.error": ("struct", "error"),
    "torch.linalg.LinAlgError": ("torch.linalg", "LinAlgError"),
    "torch.OutOfMemoryError": ("torch", "OutOfMemoryError"),
}


def library_error(name: str) -> type[BaseException] | None:
    """The exception of that name in our own table, if this process has imported its module."""
    module, attribute = _LIBRARY_ERRORS.get(name, ("", ""))
    kind = getattr(sys.modules.get(module), attribute, None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None


def library_error_name(kind: type) -> str:
    """The name in our table of an exception class, or ""."""
    return next((name for name in _LIBRARY_ERRORS if library_error(name) is kind), "")
