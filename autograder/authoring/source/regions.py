"""Solution regions: the named parts of a reference solution that students write themselves.

    def add(a, b):
        # BEGIN SOLUTION add
        # STARTER: total = ...
        return a + b
        # END SOLUTION

Markers are comment tokens, never text inside a string. They stand alone on their lines, pair up at equal indentation
and carry a name that is unique in its file: the qualified name of the function they stand in, perhaps with a word
behind it ("train", "train.loop"). The region becomes a stub, or what its STARTER lines say; with "(helper)" behind the
name it is left out as a whole, and the name may be any word.
"""

from __future__ import annotations

import ast
import functools
import io
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.authoring.source.markers import BEGIN, Begin, End, Marker, StarterLine, intended, read_marker
from autograder.errors import ConfigError

_LAYOUT = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER)
_TEXT = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))


@dataclass(frozen=True)
class Region:
    """One solution region.

    Attributes:
        begin, end: the lines of its two markers, counted from 1.
        indent: the white space in front of the markers.
        helper: True when the region is left out as a whole.
        starter: the starting point, one entry per line, without indentation; empty when the default stub is meant.
    """

    name: str
    begin: int
    end: int
    indent: str
    helper: bool = False
    starter: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """The first line of the solution itself, after the marker and the starting point."""
        return self.begin + 1 + len(self.starter)


@dataclass(frozen=True)
class _Found:
    marker: Marker
    line: int
    indent: str


def lines_of(text: str) -> list[str]:
    """The lines of a source file as Python counts them, without their ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@functools.lru_cache(maxsize=128)
def read_regions(text: str, shown: str) -> tuple[Region, ...]:
    """The regions of one source file, from top to bottom; `shown` is how messages name the file.

    Raises:
        ConfigError: the file is not Python, or a marker is misspelt, unbalanced, nested, not alone on its line, not
            indented as its partner, or badly named.
    """
    tree = parse_source(text, shown)
    tokens = _tokens(text, shown)
    regions: list[Region] = []
    for region in _paired(_markers(tokens, lines_of(text), shown), shown):
        _require_content(region, tokens, lines_of(text), shown)
        _require_name(region, tree, regions, shown)
        regions.append(region)
    return tuple(regions)


def rewrite(text: str, replacements: Mapping[Region, Sequence[str]]) -> tuple[str, list[int]]:
    """The text with whole regions (markers included) replaced, and for each new line the old line it came from."""
    starts = {region.begin: region for region in replacements}
    lines, origins, old, number = [], [], lines_of(text), 1
    while number <= len(old):
        region = starts.get(number)
        new = [old[number - 1]] if region is None else list(replacements[region])
        lines += new
        origins += [number] * len(new)
        number = number + 1 if region is None else region.end + 1
    return "\n".join(lines), origins


def parse_source(text: str, shown: str) -> ast.Module:
    """The syntax tree of a source file; the error says where Python refuses it."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise _parse_failure(error, shown) from None


def _parse_failure(error: SyntaxError | ValueError, shown: str) -> ConfigError:
    line = getattr(error, "lineno", None)
    return ConfigError(f"{shown}:{line}" if line else shown, f"is not valid Python: {getattr(error, 'msg', error)}")


def _tokens(text: str, shown: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO("\n".join(lines_of(text))).readline))
    except SyntaxError as error:
        raise _parse_failure(error, shown) from None
    except tokenize.TokenError as error:
        raise ConfigError(f"{shown}:{error.args[1][0]}", f"is not valid Python: {error.args[0]}") from None


def _markers(tokens: Sequence[tokenize.TokenInfo], lines: Sequence[str], shown: str) -> Iterator[_Found]:
    for token in tokens:
        line, column = token.start
        if token.type == tokenize.COMMENT:
            marker = read_marker(token.string)
            if marker is None:
                _refuse_lookalike(token.string, f"{shown}:{line}")
                continue
            indent = lines[line - 1][:column]
            if indent.strip():
                raise ConfigError(
                    f"{shown}:{line}", f"{token.string!r} comes after code on its line", "give it a line of its own"
                )
            yield _Found(marker, line, indent)
        elif token.type in _TEXT:
            for offset, piece in enumerate(token.string.split("\n")):
                comment = piece.strip()
                if comment.startswith("#") and (read_marker(comment) or intended(comment)):
                    where = f"{shown}:{line + offset}"
                    raise ConfigError(where, f"{comment!r} is text inside a string, not a marker", "move or reword it")


def _refuse_lookalike(comment: str, where: str) -> None:
    meant = intended(comment)
    if meant is not None:
        raise ConfigError(where, f"expected {meant!r}, found {comment!r}", "write it exactly so, or reword the comment")


def _paired(markers: Iterator[_Found], shown: str) -> Iterator[Region]:
    region: Region | None = None
    for found in markers:
        where = f"{shown}:{found.line}"
        if isinstance(found.marker, Begin):
            if region is not None:
                what = f"BEGIN inside the region {region.name} (line {region.begin})"
                raise ConfigError(where, what, f"write '# END SOLUTION' at the end of {region.name}")
            region = Region(found.marker.name, found.line, found.line, found.indent, found.marker.helper)
        elif region is None:
            what = "END" if isinstance(found.marker, End) else "STARTER"
            raise ConfigError(where, f"{what} outside a region", f"write {BEGIN!r} before it, or delete it")
        elif found.indent != region.indent:
            raise ConfigError(
                where, f"is indented unlike the BEGIN of {region.name} (line {region.begin})", "align them"
            )
        elif isinstance(found.marker, StarterLine):
            region = _with_starter(region, found.marker, found.line, where)
        else:
            yield replace(region, end=found.line)
            region = None
    if region is not None:
        raise ConfigError(f"{shown}:{region.begin}", f"the region {region.name} has no end", "write '# END SOLUTION'")


def _with_starter(region: Region, marker: StarterLine, line: int, where: str) -> Region:
    if region.helper:
        raise ConfigError(where, f"{region.name} is a helper, which is left out entirely", "drop STARTER or '(helper)'")
    if line != region.first:
        raise ConfigError(where, "STARTER lines come directly after BEGIN", f"move it below line {region.begin}")
    return replace(region, starter=(*region.starter, marker.code))


def _require_content(region: Region, tokens: Sequence[tokenize.TokenInfo], lines: Sequence[str], shown: str) -> None:
    starts = {token.start[0] for token in tokens if token.type not in _LAYOUT}
    code = sorted(line for line in starts if region.first <= line < region.end)
    if not code:
        raise ConfigError(
            f"{shown}:{region.begin}", f"the region {region.name} holds no code", "write the solution in it"
        )
    for line in code:
        if not lines[line - 1].startswith(region.indent):
            raise ConfigError(f"{shown}:{line}", f"is indented less than the region {region.name} it stands in")


def _require_name(region: Region, tree: ast.Module, earlier: Sequence[Region], shown: str) -> None:
    where = f"{shown}:{region.begin}"
    for other in earlier:
        if other.name == region.name:
            raise ConfigError(where, f"the name {region.name} is taken (line {other.begin})", "name each region once")
    if region.helper:
        return
    functions = list(_functions_around(tree, region.begin, ""))
    if not functions and not region.starter:
        what = f"a stub for {region.name} outside any function would stop the import"
        raise ConfigError(where, what, "write '(helper)' behind the name, or give '# STARTER:' lines")
    if functions and not any(f"{region.name}.".startswith(f"{function}.") for function in functions):
        raise ConfigError(where, f"the region in {functions[-1]} is called {region.name}", f"call it {functions[-1]}")


def _functions_around(node: ast.AST, line: int, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if child.lineno < line <= (child.end_lineno or 0):
                name = f"{prefix}{child.name}"
                if not isinstance(child, ast.ClassDef):
                    yield name
                yield from _functions_around(child, line, f"{name}.")
        else:
            yield from _functions_around(child, line, prefix)
