"""A YAML file is read strictly: every odd value is an error that names the file, the line and what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.config.document import Value, read_document
from autograder.errors import ConfigError

from .conftest import MakeValue


@pytest.mark.parametrize(
    ("text", "read", "result"),
    [
        ("plain words", Value.text, "plain words"),
        ('"12"', Value.text, "12"),
        ("12", Value.label, "12"),
        ("2a", Value.label, "2a"),
        ("012", Value.label, "012"),
        ("1.5", Value.number, 1.5),
        ("0", Value.number, 0.0),
        ("7", Value.count, 7),
    ],
)
def test_a_value_of_the_right_kind_is_read(
    value: MakeValue, text: str, read: Callable[[Value], object], result: object
) -> None:
    assert read(value(text)) == result


@pytest.mark.parametrize(
    ("text", "read", "message"),
    [
        ("12", Value.text, "key must be text, not the whole number '12'; put it in quotes: \"12\""),
        ("2027-02-12", Value.text, "key must be text, not the date '2027-02-12'; put it in quotes: \"2027-02-12\""),
        ("yes", Value.text, "key must be text, not the yes/no value 'yes'; put it in quotes: \"yes\""),
        ("", Value.text, "key must be text, not nothing; write some text"),
        ('" "', Value.text, "key is empty; write some text"),
        ("[a]", Value.text, "key must be text, not a list; write some text"),
        ("ten", Value.number, "key must be a number, not the text 'ten'"),
        ("-1", Value.number, "key must be zero or more, not the whole number '-1'"),
        (".inf", Value.number, "key must be a number in decimal, not the number '.inf'"),
        ("1.0e+999", Value.number, "key must be zero or more, not the number '1.0e+999'"),
        ("1:30", Value.number, "key must be a number in decimal, not the whole number '1:30'"),
        ("0", Value.count, "key must be at least 1, not 0"),
        ("0x10", Value.count, "key must be a whole number, not the whole number '0x10'; write it in decimal"),
        ("1.0", Value.count, "key must be a whole number, not the number '1.0'"),
        ("a", Value.items, "key must be a list, not the text 'a'; write one item per line, each after '- '"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_it_is(
    value: MakeValue, text: str, read: Callable[[Value], object], message: str
) -> None:
    with pytest.raises(ConfigError) as refusal:
        read(value(text))
    assert str(refusal.value) == f"file.yaml:1: {message}"


def test_a_misspelt_choice_is_told_the_word_that_was_meant(value: MakeValue) -> None:
    with pytest.raises(ConfigError, match=r"key cannot be 'visable'; did you mean 'visible'\?"):
        value("visable").choice(["visible", "hidden"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{wal: 1}", "file.yaml:1: unknown key 'key.wal'; did you mean 'wall'?"),
        ("{colour: 1}", "file.yaml:1: unknown key 'key.colour'; it can be wall, total"),
        ("{wall: 1, wall: 2}", "file.yaml:1: key.wall appears a second time; line 1 has it already"),
        ("{total: 1}", "file.yaml:1: key.wall is missing; add a line 'wall: …'"),
        ("[wall]", "file.yaml:1: key must be made of lines 'key: value', not a list; the keys are wall, total"),
        ("{[a]: 1}", "file.yaml:1: a key must be a word, not a list"),
    ],
)
def test_a_section_has_known_keys_once_and_all_that_are_required(value: MakeValue, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        value(text).section(required=["wall"], optional=["total"])
    assert str(refusal.value) == message


def test_a_message_names_the_line_on_which_the_value_stands(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one: 1\n\ntwo:\n  - {three: 3}\n  - {three: four}\n", encoding="utf-8")
    two = read_document(tmp_path / "a.yaml", "a.yaml").section(optional=["one", "two"])["two"]
    with pytest.raises(ConfigError, match=r"^a\.yaml:5: two\[2\]\.three must be a number"):
        [item.section(required=["three"])["three"].number() for item in two.items()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"key: \xff", "is not UTF-8 text; save it as UTF-8"),
        (b"key: 'a\n", "is not valid YAML"),
        (b"key: a: b\n", "a.yaml:1: is not valid YAML: mapping values are not allowed here; put text"),
        (b"a: 1\n\tb: 2\n", "a.yaml:2: is not valid YAML"),
        (
            b"a:\n  - {b: 1\n  - {b: 2}\n",
            "a.yaml:3: is not valid YAML: expected ',' or '}', but got '{'; look here and",
        ),
        (b"key: *nowhere\n", "a.yaml:1: is not valid YAML"),
        (b"a: 1\n---\nb: 2\n", "is not valid YAML"),
    ],
)
def test_a_file_that_is_not_yaml_is_refused_with_a_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(ConfigError) as refusal:
        read_document(tmp_path / "a.yaml", "a.yaml")
    assert message in str(refusal.value)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^a\.yaml: cannot be read: No such file or directory$"):
        read_document(tmp_path / "a.yaml", "a.yaml")


def test_an_empty_file_and_a_byte_order_mark_are_no_errors(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("")
    assert read_document(tmp_path / "a.yaml", "a.yaml").section(optional=["key"]) == {}
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfkey: a\r\n")
    assert read_document(tmp_path / "a.yaml", "a.yaml").section(optional=["key"])["key"].text() == "a"


def test_a_file_can_build_no_object(value: MakeValue) -> None:
    with pytest.raises(ConfigError, match=r"key must be text, not tag:yaml\.org,2002:python/object/apply:os\.system"):
        value('!!python/object/apply:os.system "true"').text()
