"""Whether a check looks at warnings or output: then student code's warnings are told, and not printed."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

_LISTENS = re.compile(
    r"\b(?:recwarn|warns|filterwarnings|simplefilter|catch_warnings|deprecated_call|assertWarns\w*|capsys\w*|capfd\w*"
    r"|redirect_std\w+)\b"
)


def listens_to_warnings(item: pytest.Item) -> bool:
    """Whether the file of a check, or a conftest.py beside it, has a word for it."""
    return _has_word(item.path) or _has_word(item.path.with_name("conftest.py"))


@functools.cache
def _has_word(path: Path) -> bool:
    return path.is_file() and bool(_LISTENS.search(path.read_text(encoding="utf-8", errors="replace")))
