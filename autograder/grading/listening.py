"""Decides what a check looks at or does besides calling student code, by the words in its file.

If it looks at warnings or output, student code's warnings are reported to it, and not printed. If it seeds global
generators, those of student code follow.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

_LISTENS = re.compile(
    r"\b(?:recwarn|warns|filterwarnings|simplefilter|catch_warnings|deprecated_call|assertWarns\w*|capsys\w*|capfd\w*"
    r"|redirect_std\w+)\b"
)

_SEEDS = re.compile(r"\brandom\.(?:seed|set_?state)\(|\btorch\.(?:manual_seed|set_rng_state)\(|\bimport seed\b")


def listens_to_warnings(item: pytest.Item) -> bool:
    """Whether the file of a check, or a conftest.py beside it, has a word for it."""
    return any(_LISTENS.search(text) for text in _texts(item.path))


def seeds_generators(item: pytest.Item) -> bool:
    """Whether it has a word for that."""
    return any(_SEEDS.search(text) for text in _texts(item.path))


def _texts(path: Path) -> tuple[str, str]:
    return _text(path), _text(path.with_name("conftest.py"))


@functools.cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
