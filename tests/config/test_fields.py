"""Limits, time zones, paths, modules and pieces mean what they say or are errors with their line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.config.document import Value
from autograder.config.fields import (
    LIMITS,
    read_limits,
    read_modules,
    read_paths,
    read_pieces,
    read_time_zone,
    read_visibility,
)
from autograder.errors import ConfigError
from autograder.model import Limits, Piece, Visibility

from .conftest import MakeValue


def test_every_limit_can_be_set_and_the_others_keep_their_defaults(value: MakeValue) -> None:
    assert set(LIMITS) == set(vars(Limits()))
    limits = read_limits(value("{wall: 20 s, memory: 2 GiB, advanced: {threads: 8}}"), Limits(total=60))
    assert limits == Limits(wall=20, memory=2 << 30, threads=8, total=60)
    assert read_limits(None, limits) is limits


def test_visibility_is_one_of_four_words(value: MakeValue) -> None:
    assert read_visibility(value("after_due_date"), Visibility.HIDDEN) is Visibility.AFTER_DUE_DATE
    assert read_visibility(None, Visibility.HIDDEN) is Visibility.HIDDEN


def test_paths_and_modules_are_read_in_their_order(value: MakeValue) -> None:
    assert read_paths(value("[b.py, src/a.py]")) == ("b.py", "src/a.py")
    assert read_modules(value("[torch.nn, numpy]")) == ("torch.nn", "numpy")


def test_a_piece_keeps_its_number_as_it_is_written(value: MakeValue) -> None:
    pieces = read_pieces(value('[{number: 1, name: Tape, points: 2.5}, {number: "2a", name: SGD, points: 0}]'))
    assert pieces == (Piece("1", "Tape", 2.5), Piece("2a", "SGD", 0.0))


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (
            lambda value: read_limits(value, Limits()),
            "{threads: 8}",
            "threads is a limit that hardly any course changes; write it below advanced:, e.g. limits: {advanced: {",
        ),
        (lambda value: read_limits(value, Limits()), "{wall: 10}", "key.wall cannot be used: '10' is not a duration"),
        (lambda value: read_limits(value, Limits()), "{memory: 1 gb}", "'1 gb' is not a size; write a number and a un"),
        (
            lambda value: read_limits(value, Limits()),
            "{advanced: {threads: 0}}",
            "key.advanced.threads must be at least 1, not 0",
        ),
        (lambda value: read_limits(value, Limits()), "{memroy: 1 GB}", "did you mean 'memory'?"),
        (read_time_zone, "New York", "'New York' is not a time zone; did you mean 'America/New_York'?"),
        (read_time_zone, "EDT5", "'EDT5' is not a time zone"),
        (read_paths, "[a.py, A.py]", "key[2] 'A.py' is the same file as 'a.py' on many computers"),
        (read_paths, "[a, a/b.py]", "key has 'a' both as a file and as the folder of 'a/b.py'"),
        (read_paths, "[/a.py]", "is not a relative path"),
        (read_paths, "['a\\b.py']", "is not a relative path"),
        (read_paths, "['C:a.py']", "is not a relative path"),
        (read_paths, "[../a.py]", "has an empty part, '.' or '..'"),
        (read_paths, "[a//b.py]", "has an empty part, '.' or '..'"),
        (read_paths, "['*.py']", "is a pattern; name each file by itself"),
        (read_paths, '["a\\u0301.py"]', "has characters that do not survive a zip"),
        (read_modules, "[numpy, numpy]", "'numpy' appears a second time"),
        (read_modules, "[scikit-learn]", "'scikit-learn' is not the name of a module"),
        (read_modules, "[import]", "'import' is not the name of a module"),
        (read_pieces, "[{number: 1, name: a, points: 1}, {number: 1, name: b, points: 1}]", "'1' is taken by 'a'"),
        (read_pieces, "[{number: 1.2, name: a, points: 1}]", "key[1].number must be text"),
        (read_pieces, "[{number: '1.2', name: a, points: 1}]", "cannot be '1.2'; use letters and digits only"),
        (read_pieces, "[{number: 1, name: a}]", "key[1].points is missing"),
        (read_pieces, "[{number: 1, name: a, points: -1}]", "key[1].points must be zero or more"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_its_line(
    value: MakeValue, read: Callable[[Value], object], text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as refusal:
        read(value(text))
    assert str(refusal.value).startswith("file.yaml:1: ")
    assert message in str(refusal.value)
