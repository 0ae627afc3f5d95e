"""A YAML file as values that know their line numbers.

Only PyYAML's composer is used: it yields nodes with line numbers, keeps repeated keys apart and
never builds an object, so a file cannot do anything but hold text.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from autograder.errors import ConfigError

_TEXT, _INTEGER, _FLOAT = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float"))
_SCALARS = {
    _TEXT: "the text",
    _INTEGER: "the whole number",
    _FLOAT: "the number",
    "tag:yaml.org,2002:bool": "the yes/no value",
    "tag:yaml.org,2002:timestamp": "the date",
}
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True)
class Value:
    """One value of a YAML file, with its name ("limits.wall") and its place in the file."""

    file: str
    node: yaml.Node
    name: str

    @property
    def where(self) -> str:
        """The file and line, as an editor understands them."""
        return f"{self.file}:{self.node.start_mark.line + 1}"

    def wrong(self, what: str, remedy: str = "") -> ConfigError:
        """The error to raise about this value."""
        return ConfigError(self.where, f"{self.name} {what}", remedy)

    def text(self) -> str:
        """A text that is not empty."""
        if self.node.tag != _TEXT or not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong(f"must be text, not {_described(self.node)}", self._quoting())
        if not self.node.value.strip():
            raise self.wrong("is empty", "write some text")
        return str(self.node.value)

    def label(self) -> str:
        """A text that may look like a whole number, exactly as written: 6 or "6" or 2a."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag == _INTEGER:
            return str(self.node.value)
        return self.text()

    def number(self) -> float:
        """A finite number that is not negative."""
        try:
            number = float(self._scalar(_INTEGER, _FLOAT, wanted="a number"))
        except ValueError:
            raise self.wrong(f"must be a number in decimal, not {_described(self.node)}") from None
        if not (math.isfinite(number) and number >= 0):
            raise self.wrong(f"must be zero or more, not {_described(self.node)}")
        return number

    def count(self, least: int = 1) -> int:
        """A whole number of at least one, or of at least `least`."""
        try:
            count = int(self._scalar(_INTEGER, wanted="a whole number"))
        except ValueError:
            raise self.wrong(f"must be a whole number, not {_described(self.node)}", "write it in decimal") from None
        if count < least:
            raise self.wrong(f"must be at least {least}, not {count}")
        return count

    def flag(self) -> bool:
        """yes or no."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.value.casefold() in _FLAGS:
            return _FLAGS[self.node.value.casefold()]
        raise self.wrong(f"must be yes or no, not {_described(self.node)}")

    def choice(self, options: Sequence[str]) -> str:
        """One of a few words."""
        text = self.text()
        if text not in options:
            raise self.wrong(f"cannot be {text!r}", suggestion(text, options))
        return text

    def items(self) -> list[Value]:
        """The values of a list, called name[1], name[2], …"""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"must be a list, not {_described(self.node)}", "write one item per line, each after '- '")
        return [Value(self.file, node, f"{self.name}[{place}]") for place, node in enumerate(self.node.value, start=1)]

    def section(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, Value]:
        """The values of a mapping, each key known, none twice, every required one there."""
        required = tuple(required)
        found = self._members((*required, *optional))
        for key in required:
            if key not in found:
                raise ConfigError(self.where, f"{self._prefix}{key} is missing", f"add a line '{key}: …'")
        return found

    def written_keys(self) -> list[tuple[str, str]]:
        """The keys that are written here, known or not, with their places; none if this is not a section."""
        if not isinstance(self.node, yaml.MappingNode):
            return []
        keys = [Value(self.file, key, self.name) for key, _ in self.node.value]
        return [(str(key.node.value), key.where) for key in keys]

    def pairs(self) -> list[tuple[str, Value]]:
        """The keys of a mapping, whatever their names, each once, with their values."""
        keys = [key for key, _ in self.written_keys()]
        found = self.section(optional=keys)
        return [(key, found[key]) for key in keys]

    @property
    def is_text(self) -> bool:
        return self.node.tag == _TEXT

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_section(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def _prefix(self) -> str:
        return f"{self.name}." if self.name else ""

    def _members(self, known: Sequence[str]) -> dict[str, Value]:
        if not isinstance(self.node, yaml.MappingNode):
            raise ConfigError(
                self.where,
                f"{self.name or 'the file'} must be made of lines 'key: value', not {_described(self.node)}",
                f"the keys are {', '.join(known)}",
            )
        found: dict[str, Value] = {}
        for key_node, value_node in self.node.value:
            key = Value(self.file, key_node, f"{self._prefix}{key_node.value}")
            name = _key_name(key)
            if name not in known:
                raise ConfigError(key.where, f"unknown key {key.name!r}", suggestion(name, known))
            if name in found:
                first = found[name].where.rpartition(":")[2]
                raise ConfigError(key.where, f"{key.name} appears a second time", f"line {first} has it already")
            found[name] = Value(self.file, value_node, key.name)
        return found

    def _scalar(self, *tags: str, wanted: str) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag not in tags:
            raise self.wrong(f"must be {wanted}, not {_described(self.node)}")
        return str(self.node.value)

    def _quoting(self) -> str:
        value = self.node.value
        return f'put it in quotes: "{value}"' if isinstance(self.node, yaml.ScalarNode) and value else "write some text"


def read_document(path: Path, shown: str) -> Value:
    """The top of a YAML file; `shown` is how messages name the file."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ConfigError(shown, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(shown, "is not UTF-8 text", "save it as UTF-8") from None
    except yaml.YAMLError as error:
        raise _not_yaml(shown, error) from None
    return Value(shown, root or _empty_mapping(), "")


def meant(word: str, known: Iterable[str]) -> str:
    """A question naming the known word that is closest, or nothing.

    >>> meant("limit", ["title", "limits"])
    "did you mean 'limits'?"
    >>> meant("colour", ["title", "limits"])
    ''
    """
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def suggestion(word: str, known: Sequence[str]) -> str:
    """What to write instead of an unknown word: the closest known one, or all of them.

    >>> suggestion("colour", ["title", "limits"])
    'it can be title, limits'
    """
    return meant(word, known) or f"it can be {', '.join(known)}"


def _key_name(key: Value) -> str:
    if not isinstance(key.node, yaml.ScalarNode):
        raise ConfigError(key.where, f"a key must be a word, not {_described(key.node)}")
    return str(key.node.value)


def _described(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag == "tag:yaml.org,2002:null":
        return "nothing"
    return f"{_SCALARS.get(node.tag, node.tag)} {node.value!r}"


def _not_yaml(shown: str, error: yaml.YAMLError) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    where = f"{shown}:{mark.line + 1}" if mark else shown
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    remedy = "look here and in the line above for a missing quote or bracket, a tab or a wrong indent"
    if problem == "mapping values are not allowed here":
        remedy = "put text that contains a colon into quotes, or look for a wrong indent"
    return ConfigError(where, f"is not valid YAML: {problem}", remedy)


def _empty_mapping() -> yaml.MappingNode:
    start = yaml.Mark("", 0, 0, 0, None, 0)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], start, start)
