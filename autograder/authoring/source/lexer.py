r"""Python source as tokens that together are the whole text, also where it is not valid Python.

The standard library's tokenizer stops at the first error, and half-done submissions have errors. What cannot be told
here (an f-string that holds its own quotes, as Python 3.12 allows) is cut into more strings than it is, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What a token is. Plain texts, as a class has millions of tokens and a member of an enum takes longer to look up.
COMMENT, STRING, NAME, NUMBER = "comment", "string", "name", "number"
NEWLINE, SPACE, OPERATOR = "newline", "space", "operator"

# Each part takes what it can and never fails behind its first character, so no text makes it go back.
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\r\n]* )
  | (?P<string> [rRbBuUfFtT]{0,2} (?:
        \"\"\" (?: [^\\"]+ | \\. | \\\Z | "(?!"") )* (?: \"\"\" | \Z )
      | ''' (?: [^\\']+ | \\. | \\\Z | '(?!'') )* (?: ''' | \Z )
      | " (?: [^\\"\r\n]+ | \\(?:\r\n|.) )* "?
      | ' (?: [^\\'\r\n]+ | \\(?:\r\n|.) )* '? ) )
  | (?P<name> [^\W\d]\w* )
  | (?P<number> 0[xX][0-9a-fA-F_]+ | \.?\d (?: [eE][+-]?\d | [\w.] )* )
  | (?P<newline> \r\n? | \n )
  | (?P<space> [ \t\f]+ | \\(?:\r\n?|\n) )
  | (?P<operator> \*\*=? | //=? | >>=? | <<=? | -> | := | [-+*/%@&|^=<>!]= | \.\.\. | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text: str) -> Iterator[tuple[str, str]]:
    """Each token's kind and text, from the first character to the last.

    >>> [text for kind, text in tokens_of('x = f"{a}"  # b') if kind != SPACE]
    ['x', '=', 'f"{a}"', '# b']
    """
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or OPERATOR, match[0]
