r"""Where pandoc's mathematics reads badly: repaired before it (for both outputs) and after it (in Typst).

Measured with pandoc 3.9: `\;` becomes no space and `\!` a whole em to the left; `\operatorname{f}(x)` gets a space
before its parenthesis; `\bigl(` becomes a stretched picture of a parenthesis; `\mathrel{+}=` falls apart.
"""

from __future__ import annotations

import re
from typing import Any

_INCREMENT = re.compile(r"\\mathrel\{\+\}\s*(?:\\!)*\s*=|\\mathrel\{\+=\}|\\mathbin\{\+\}\s*(?:\\!)*=|\{\+\}\{=\}")
_NORM = re.compile(r"\\\|((?:(?!\\\|).)+)\\\|", re.DOTALL)  # a pair of \|; one alone, as in KL(p \| q), is a relation
_ONE_TUPLE = re.compile(r",\s*\)")  # (3,) and not (3, )
_SPAN = re.compile(r"(?P<code>(?P<fence>`+).*?(?P=fence))|(?P<escaped>\\.)|\$(?P<math>.+?)(?<!\\)\$", re.DOTALL)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_OPENS = re.compile(r"[{(\[]|\\left|\\begin|\\\{")
_CLOSES = re.compile(r"[})\]]|\\right|\\end|\\\}")
_RELATION = re.compile(r"[=<>]|\\(?:to|rightarrow|mapsto|approx|leq?|geq?|sim|propto|in|quad|iff|implies)")
_THIN = '<mspace width="0.167em"></mspace>'
_APPLIED = r'<mrow><mi mathvariant="normal">[A-Za-z]+</mi><mo>(?:\u2061|&#8289;)</mo></mrow>'
_BEFORE_NAME = re.compile(rf"(?:(?<=[\w⊤]</mi>)|(?<=</mn>)|(?<=</msu[bp]>))(?={_APPLIED})")
_AFTER_NAME = re.compile(rf'{_APPLIED}(?!<mo [^>]*form="prefix"|</)')
_LONG = 16  # characters of TeX
_MAY_BREAK = "\u200b"  # a space without width

_LIMITED = ("argmax", "argmin", "max", "min", "sup", "inf", "lim")
_REPAIRS = (
    (re.compile(r" ?\\, (?=\\\))"), '","'),
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
    r"""A syntax tree whose formulas say `\mathrel{\text{+=}}` for every way of writing "increment by", and mark norms.

    >>> tidy_tex([{"t": "Math", "c": [{"t": "InlineMath"}, r"g \mathrel{+}= h"]}])[0]["c"][1]
    'g \\mathrel{\\text{+=}} h'
    """
    if isinstance(node, list):
        return [tidy_tex(item) for item in node]
    if isinstance(node, dict):
        if node.get("t") == "Math":
            kind, tex = node["c"]
            tex = _INCREMENT.sub(lambda _: r"\mathrel{\text{+=}}", tex)
            tex = _ONE_TUPLE.sub("{,})", tex)
            return node | {"c": [kind, _NORM.sub(r"\\lVert \1 \\rVert", tex)]}
        return {key: tidy_tex(value) for key, value in node.items()}
    return node


def breakable(node: Any) -> Any:
    """A syntax tree in which long formulas within a line are cut after their relations, so that lines can break there.

    Browsers never break a formula; on a phone a long one would stick out. They do break between a formula and the full
    stop behind it, so these two are kept together.
    """
    if isinstance(node, list):
        parts: list[Any] = []
        for item in node:
            parts += _cut(item) if _is_inline(item) else [breakable(item)]
            if len(parts) > 1 and _is_inline(parts[-2]) and _is_punctuation(item):
                parts[-2:] = [{"t": "Span", "c": [["", ["together"], []], parts[-2:]]}]
        return parts
    return {key: breakable(value) for key, value in node.items()} if isinstance(node, dict) else node


def pieces(tex: str) -> list[str]:
    r"""A formula cut after each relation that stands outside all braces and brackets.

    >>> pieces(r"p(a = b) = \frac{x = 1}{2} \approx 3")
    ['p(a = b) =', '\\frac{x = 1}{2} \\approx', '3']
    """
    depth, start, found = 0, 0, []
    for token in _TOKEN.finditer(tex):
        depth += 1 if _OPENS.fullmatch(token[0]) else -1 if _CLOSES.fullmatch(token[0]) else 0
        if (
            depth == 0
            and _RELATION.fullmatch(token[0])
            and tex[start : token.start()].strip()
            and tex[token.end() :].strip()
        ):
            found.append(tex[start : token.end()].strip())
            start = token.end()
    return [*found, tex[start:].strip()]


def tidy_typst(source: str) -> str:
    r"""Typst markup with the formulas repaired; code and escaped characters stay as they are.

    >>> print(tidy_typst(r'a `"diag" \(` and $"diag" \( b \) #h(0em) c$'))
    a `"diag" \(` and $op("diag")\( b \) #h(0.278em) c$
    """
    return _SPAN.sub(lambda span: f"${_repaired(span['math'])}$" if span["math"] else span[0], source)


def tidy_html(source: str) -> str:
    """HTML with a thin space around operators that have a name (log, max), where TeX sets one and browsers set none.

    The bars of a norm do not stretch: browsers make them twice as high as the letter between them.

    >>> tidy_html('<mn>2</mn><mrow><mi mathvariant="normal">log</mi><mo>\u2061</mo></mrow><mi>y</mi>')[:59]
    '<mn>2</mn><mspace width="0.167em"></mspace><mrow><mi mathva'
    """
    source = source.replace('<mo stretchy="true" form="prefix">‖', '<mo stretchy="false" form="prefix">‖')
    source = source.replace('<mo stretchy="true" form="postfix">‖', '<mo stretchy="false" form="postfix">‖')
    return _AFTER_NAME.sub(rf"\g<0>{_THIN}", _BEFORE_NAME.sub(_THIN, source))


def _is_inline(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Math" and bool(node["c"][0]["t"] == "InlineMath")


def _is_punctuation(node: Any) -> bool:
    """What must not stand alone at the beginning of a line."""
    return isinstance(node, dict) and node.get("t") == "Str" and re.match(r"[.,;:!?)’”]", node["c"]) is not None


def _cut(math: dict[str, Any]) -> list[Any]:
    kind, tex = math["c"]
    parts: list[Any] = []
    for piece in pieces(tex) if len(tex) >= _LONG else [tex]:
        parts += [{"t": "Str", "c": _MAY_BREAK}] if parts else []
        parts.append(math | {"c": [kind, piece]})
    return parts


def _repaired(math: str) -> str:
    math = _NAME.sub(_operator, math)
    for pattern, replacement in _REPAIRS:
        math = pattern.sub(replacement, math)
    return math


def _operator(name: re.Match[str]) -> str:
    limits = ", limits: #true" if name[1] in _LIMITED else ""
    return f'op("{name[1]}"{limits})'
