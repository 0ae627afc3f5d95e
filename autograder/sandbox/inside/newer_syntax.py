"""Recognises syntax of a newer Python than this one, in the line where this one's parser gave up.

It runs in the child, after the parser has refused a file. It only looks for patterns: it says "newer" about those that
it knows, and nothing about anything else.
"""

from __future__ import annotations

import re
import sys

_MOST = 1000  # characters of a line
_F_STRING = r"""(?i:\b(?:f|rf|fr))"""

#: version -> patterns of lines that only it and later ones accept
_NEWER: tuple[tuple[tuple[int, int], str], ...] = (
    ((3, 10), r"\s*(?:match|case)\b[^=]*:\s*(?:#.*)?$"),
    ((3, 11), r"\s*except\s*\*"),
    ((3, 11), r"[^#]*\w\[[^\]#]*\*\w"),  # x[*index]
    ((3, 11), r"[^#]*\*args\s*:\s*\*"),
    ((3, 12), r"\s*type\s+\w+\s*(?:\[.*\])?\s*="),
    ((3, 12), r"\s*(?:async\s+)?def\s+\w+\s*\["),
    ((3, 12), r"\s*class\s+\w+\s*\["),
    ((3, 12), rf"""[^#]*{_F_STRING}"[^"{{]*(?:\{{[^"}}]*\}}[^"{{]*)*\{{[^"}}]*"[^"}}]*"[^"}}]*\}}"""),  # f"{d["key"]}"
    ((3, 12), rf"""[^#]*{_F_STRING}'[^'{{]*(?:\{{[^'}}]*\}}[^'{{]*)*\{{[^'}}]*'[^'}}]*'[^'}}]*\}}"""),
    ((3, 12), rf"""[^#]*{_F_STRING}(["'])[^{{]*\{{[^}}]*\\"""),  # f"{'\n'.join(x)}"
    ((3, 14), r"\s*except\s*\*?\s*[\w.]+\s*,\s*[\w.]+(?:\s*,\s*[\w.]+)*\s*:"),
    ((3, 14), r"""[^#"']*(?i:\b(?:t|rt|tr))["']"""),
    ((3, 15), r"\s*lazy\s+(?:import|from)\b"),
)
_GENERIC_DEFAULT = re.compile(r"\s*(?:type|class|def|async\s+def)\s+\w+\s*\[[^\]]*[^=!<>]=[^=]")


def newer_version(line: str, here: tuple[int, int] = sys.version_info[:2]) -> str:
    """The first version of Python that accepts `line`, if it is later than `here`; else "".

    >>> newer_version("def first[T](items: list[T]) -> T:", (3, 11)), newer_version("x = (1,", (3, 11))
    ('3.12', '')
    """
    line = line[:_MOST]
    known = [version for version, pattern in _NEWER if version > here and re.match(pattern, line)]
    if here < (3, 13) and known and _GENERIC_DEFAULT.match(line):
        known.append((3, 13))
    if not known:
        return ""
    major, minor = max(known) if (3, 13) in known else known[0]
    return f"{major}.{minor}"


def explained(message: str, line: str) -> str:
    """A SyntaxError's message, and the version of Python that would accept the line, if there is one."""
    version = newer_version(line)
    if not version:
        return message
    return f"{message}: this is syntax of Python {version} or newer"
