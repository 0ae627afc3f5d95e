"""What the attacked homework asks of objects of student code: one check for each way in which a test can hold or send one.

The right answer to each is a number that nobody can know who has not read the tests; the test itself knows more than it
sends.
"""

from __future__ import annotations

#: number -> the check's test in test_objects.py
CHECKS = {
    "2.1": "data of any kind",
    "2.2": "what an object says of itself",
    "2.3": "a class of the test's that derives from a student's",
    "2.4": "a list that student code changes in place",
    "2.5": "an exception of the student's own",
    "2.6": "a program that is started",
    "2.7": "a mock that student code calls",
    "2.8": "a generator that the test reads step by step",
    "2.9": "a copy",
    "2.10": "a warning",
    "2.11": "what introspection finds",
}

TESTS = '''\
import copy
import dataclasses
import hashlib
import inspect
import itertools
import os
import subprocess
import sys
from unittest import mock

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import answer
from answer import Base

KEY = "{key}"
SEEN = []


def unknowable(x):
    """What nobody can answer who has not read this file."""
    text = KEY + os.environ["AUTOGRADER_SEED"] + str(x)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "little")


def note(x):
    """Called by the class below, wherever that is."""
    SEEN.append(x)
    return len(SEEN)


class Keyed(Base):
    """Made in the student's process: its text and the function that it uses go there, the key does not."""

    def ask(self, x):
        note("asked")
        return self.know(x)


@weight(1)
@number("2.1")
def test_data():
    """told: data that is compared as data"""
    found = answer.told("x")
    assert found == unknowable("x") or found == [unknowable("x")] or found == {{"x": unknowable("x")}}


@weight(1)
@number("2.2")
def test_says():
    """thing: says of itself what nobody can know"""
    thing = answer.thing()
    expected = str(unknowable("thing"))
    assert expected in (repr(thing), str(thing), f"{{thing}}", thing.__doc__, type(thing).__name__, str(hash(thing)))


@weight(1)
@number("2.3")
def test_derived():
    """Base: a class of the test's derives from it"""
    assert Keyed().ask("derived") == unknowable("derived")


@weight(1)
@number("2.4")
def test_in_place():
    """fill: changes what it is given"""
    items, table = [0], {{"x": 0}}
    answer.fill(items, table)
    assert items == [unknowable("items")] and table == {{"x": unknowable("table")}}


@weight(1)
@number("2.5")
def test_exception():
    """fail: raises an exception that knows"""
    with pytest.raises(answer.Wrong, match=str(unknowable("message"))) as caught:
        answer.fail()
    assert caught.value.code == unknowable("code")


@weight(1)
@number("2.6")
def test_program():
    """answer.py: prints what nobody can know"""
    done = subprocess.run([sys.executable, "answer.py"], capture_output=True, text=True)
    assert done.stdout.strip() == str(unknowable("program")), f"it printed {{done.stdout}}{{done.stderr}}"


@weight(1)
@number("2.7")
def test_mock():
    """call: calls a mock as nobody can know"""
    listener = mock.MagicMock(return_value=1)
    answer.call(listener)
    listener.assert_called_once_with(unknowable("mock"))


@weight(1)
@number("2.8")
def test_steps():
    """steps: gives three values"""
    assert list(itertools.islice(answer.steps(), 3)) == [unknowable(step) for step in range(3)]
    assert sum(1 for _ in answer.steps()) == unknowable("count")


@weight(1)
@number("2.9")
def test_copies():
    """thing: can be copied"""
    assert copy.copy(answer.thing()).value == copy.deepcopy(answer.thing()).value == unknowable("copy")


@weight(1)
@number("2.10")
def test_warns():
    """warn: warns of what nobody can know"""
    with pytest.warns(UserWarning, match=str(unknowable("warning"))):
        answer.warn()


@weight(1)
@number("2.11")
def test_introspection():
    """record: its fields, signature and attributes hold what nobody can know"""
    record = answer.record()
    expected = unknowable("record")
    found = [dataclasses.asdict(record), vars(record)]
    default = inspect.signature(answer.record).parameters["x"].default
    assert {{"x": expected}} in found or default == expected
'''
