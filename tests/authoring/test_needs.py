"""What keeps a test from running outside, read from its text."""

from __future__ import annotations

import textwrap

import pytest

from autograder.authoring.source.needs import described, needs_of

HEAD = "import student\nfrom student import Stack, Full, add\nimport pytest, subprocess, inspect\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def test_a(capsys):\n    add(1, 2)\n", "line 4: capsys reads what is printed in its own process"),
        ("class Own(Stack):\n    pass\ndef test_a():\n    Own()\n", "line 4: Own derives from a student's class"),
        (
            "def test_a():\n    with pytest.raises(Full):\n        add(1, 2)\n",
            "line 5: expects a student's exception, Full",
        ),
        ("def test_a():\n    try:\n        add(1, 2)\n    except student.Full:\n        pass\n", "line 7: catches a"),
        ("def test_a():\n    assert isinstance(add(1, 2), Stack)\n", "line 5: asks for a student's class, Stack"),
        ("def test_a():\n    subprocess.run(['x'])\n", "line 5: subprocess.run starts a program"),
        ("def test_a():\n    inspect.getsource(add)\n", "line 5: inspect.getsource inspects student code"),
        ("from student import *\ndef test_a():\n    pass\n", "line 4: imports * from student"),
        ("EMPTY = Stack()\ndef test_a():\n    pass\n", "line 4: uses student code when the file is imported"),
        ("def helper():\n    return vars(student)\ndef test_a():\n    helper()\n", "line 5: vars() looks into"),
        (
            "@pytest.fixture(scope='module')\ndef s():\n    return Stack()\ndef test_a(s):\n    pass\n",
            "line 5: s keeps",
        ),
        ("def test_a():\n    assert add(1, 2) == 3\n", ""),
        ("def test_b(capsys):\n    pass\ndef test_a():\n    assert add(1, 2) == 3\n", ""),
    ],
)
def test_each_kind_of_sharing_has_its_line(text, what):
    found = described(needs_of(HEAD + text, frozenset({"student"}))("test_a"))
    assert found.startswith(what) and bool(found) == bool(what), found


def test_a_method_needs_what_its_class_prepares():
    text = textwrap.dedent("""
        class TestIt:
            def setup_method(self):
                class Own(Stack):
                    pass

            def test_a(self):
                pass

            def test_b(self, monkeypatch):
                pass
    """)
    needs = needs_of(HEAD + text, frozenset({"student"}))
    assert described(needs("TestIt::test_a")) == "line 7: Own derives from a student's class"
    assert "monkeypatch" in described(needs("TestIt::test_b"))
