r"""Where pandoc's mathematics reads badly: repaired before it (for both outputs) and after it (in Typst).

Measured with pandoc 3.9: `\;` becomes no space and `\!` a whole em to the left; `\operatorname{f}(x)` gets a space
before its parenthesis; `\bigl(` becomes a stretched picture of a parenthesis; `\mathrel{+}=` falls apart.
"""

from __future__ import annotations

import re
from typing import Any

_INCREMENT = re.compile(r"\\mathrel\{\+\}\s*(?:\\!)*\s*=|\\mathrel\{\+=\}|\\mathbin\{\+\}\s*(?:\\!)*=|\{\+\}\{=\}")
_SPAN = re.compile(r"(?P<code>(?P<fence>`+).*?(?P=fence))|(?P<escaped>\\.)|\$(?P<math>.+?)(?<!\\)\$", re.DOTALL)
_LIMITED = ("argmax", "argmin", "max", "min", "sup", "inf", "lim")
_REPAIRS = (
    (re.compile(r"#h\(0em\)"), "#h(0.278em)"),
    (re.compile(r"#h\(-1em\)"), "#h(-0.167em)"),
    (re.compile(r"(?<![\w(\"])\"\+=\"|(?<=\s)\+=(?=\s)|upright\(\"\+=\"\)"), 'class("relation", "+=")'),
    (re.compile(r"#scale\(x: (\d)(\d)0%, y: \d+%\)\[(\\?.)\]"), r"lr(size: #\1.\2em, \3)"),
    (re.compile(r"(lr\(size: #\d\.\dem, )([{}])\)"), r"\1\\\2)"),
    (re.compile(r"(upright\(\"[^\"]*[^\" ]\"\)) (?=\\[(,)])"), r"\1"),
    (re.compile(r"(upright\(\"[^\"]*[^\" ]) +\"\)(?= )"), r'\1")'),
    (re.compile(r"(?<= )(upright\(\") +(?=[^\" ])"), r"\1"),
)
_NAME = re.compile(r"(?<!upright\()(?<!mono\()(?<!bold\()\"([A-Za-z]\w+)\"(?: (?=\\\())?")


def tidy_tex(node: Any) -> Any:
    r"""A syntax tree whose formulas say `\mathrel{\text{+=}}` for every way of writing "increment by".

    >>> tidy_tex([{"t": "Math", "c": [{"t": "InlineMath"}, r"g \mathrel{+}= h"]}])[0]["c"][1]
    'g \\mathrel{\\text{+=}} h'
    """
    if isinstance(node, list):
        return [tidy_tex(item) for item in node]
    if isinstance(node, dict):
        if node.get("t") == "Math":
            kind, tex = node["c"]
            return node | {"c": [kind, _INCREMENT.sub(lambda _: r"\mathrel{\text{+=}}", tex)]}
        return {key: tidy_tex(value) for key, value in node.items()}
    return node


def tidy_typst(source: str) -> str:
    r"""Typst markup with the formulas repaired; code and escaped characters stay as they are.

    >>> print(tidy_typst(r'a `"diag" \(` and $"diag" \( b \) #h(0em) c$'))
    a `"diag" \(` and $op("diag")\( b \) #h(0.278em) c$
    """
    return _SPAN.sub(lambda span: f"${_repaired(span['math'])}$" if span["math"] else span[0], source)


def _repaired(math: str) -> str:
    math = _NAME.sub(_operator, math)
    for pattern, replacement in _REPAIRS:
        math = pattern.sub(replacement, math)
    return math


def _operator(name: re.Match[str]) -> str:
    limits = ", limits: #true" if name[1] in _LIMITED else ""
    return f'op("{name[1]}"{limits})'
