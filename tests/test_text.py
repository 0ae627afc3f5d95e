"""Text that students may have influenced is made safe in one way, wherever it is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.names import quoted
from autograder.model import Outcome, Verdict
from autograder.reporting.gradescope import shown_text
from autograder.text import listed, one_line, plain
from tests.reporting.examples import public

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"
NASTY = ["a\x1b[2Jb", "a\x00", "a\u202egpj.py", "\udc80", "a\u200bb", "a\xa0b", "\ufeffa", "a\x85b", "\U000e0041"]


@pytest.mark.parametrize("text", NASTY)
def test_a_message_and_a_file_name_show_the_same_string_alike(text):
    shown = plain(text)
    assert shown.isprintable() and shown.encode() and "\\" in shown
    check = public("1.1", "A title")
    assert shown_text(Outcome(check, Verdict.FAILED, message=f"<{text}>")) == f"<{shown}>"
    assert quoted(text) == f"'{shown}'"


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_what_is_safe_stays_as_it_is_and_nothing_else_gets_through(text):
    shown = plain(text)
    assert plain(shown) == shown
    assert all(char.isprintable() or char in "\n\t" for char in shown)
    assert one_line(text).isprintable()
    shown.encode("utf-8")


def test_what_is_kept_is_counted_as_it_is_shown():
    assert plain("\x00" * 1000, 1000) == "\\x00" * 250
    assert plain("a" * 1000, 10) == "a" * 10


def test_a_list_is_whole_unless_it_is_to_be_short():
    assert listed(list("abcdefg")) == "a, b, c, d, e, f and g"
    assert listed(list("abcdefg"), most=5) == "a, b, c, d, e and 2 more"


def test_no_other_module_has_rules_of_its_own_for_what_is_shown():
    """sandbox/inside runs beside student code and imports nothing of ours; what it says is made safe on the other side."""
    rules = re.compile(r"isprintable|unicode_escape|backslashreplace|unicodedata\.category|REPLACEMENT CHARACTER")
    known = {"text.py", "config/fields.py"}  # the latter refuses such paths in settings
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if rules.search(path.read_text(encoding="utf-8")) and "inside" not in path.parts
    }
    assert found == known


def test_no_other_module_makes_plurals_or_lists_by_hand():
    by_hand = re.compile(r"""\{['"]s['"] if|\{['"]['"] if [^}]*else ['"]s['"]\}""")
    found = [p.name for p in PACKAGE.rglob("*.py") if by_hand.search(p.read_text(encoding="utf-8"))]
    assert found == ["text.py"]
    own = re.compile(r"def listed\(|join\([^)]*\)\} and \{")
    assert [p.name for p in PACKAGE.rglob("*.py") if own.search(p.read_text(encoding="utf-8"))] == ["text.py"]
