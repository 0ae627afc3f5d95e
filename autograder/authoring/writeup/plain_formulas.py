"""Formulas that docstrings write as plain text are set apart from the words around them.

A shape, a derivative or a name with an index becomes mathematics; a whole formula with operators, and a shape that is
computed, becomes code, as it stands:

    (B, C)    dJ/dv_j += dJ/du du/dv_j    h_t    W_xh                         mathematics
    b = 1 / (1 + exp(-a))    theta <- theta - lr * dJ/dtheta    (N - k + 1,)  code

Only what is surely a formula is touched; words and what stands in backticks stay.
"""

from __future__ import annotations

import re

from autograder.authoring.writeup.nodes import Node, Nodes, code, with_code

_ATOM = r"d?[A-Za-z]_\w+|d[A-Za-z](?:_\w+)?/d[A-Za-z](?:_\w+)?"
_SHAPE = re.compile(r"\((?:[A-Z]|\d+)(?:, ?(?:[A-Z]|\d+))*,?\)")
_SUM = r"\w+(?: [-+*/] \w+)*"
_COMPUTED = re.compile(rf"\((?=[^()]* [-+*/] )(?=[^()]*,){_SUM}(?:, ?{_SUM})*,?\)")
_RUN = re.compile(rf"(?<![\w`/.])(?:{_ATOM})(?:(?: \+=)? (?:{_ATOM}))*(?![\w(\[`/])")
_DERIVATIVE = re.compile(r"d([A-Za-z](?:_\w+)?)/d([A-Za-z](?:_\w+)?)")
_INDEX = re.compile(r"([A-Za-z])_(\w+)")
_CONNECTS, _COMBINES = {"=", "<-", "->", "+="}, {"+", "-", "*", "/", "@"}
_GREEK = ("alpha", "beta", "omega", "theta")
_TERM = re.compile(r"[-(|]*(?:[A-Za-z]|\d[\d.e-]*|\w*[_(/^|]\S*|d?\w+_\w+|alpha|beta|omega|theta|eps)[)|]*")
_SIGNS = {"->": "→", "<=": "≤", ">=": "≥"}
_END = re.compile(r"[.,;:]+$")


def with_formulas(words: str) -> Nodes:
    """Words of a docstring: `…` is code, *…* is emphasised, formulas are set apart.

    >>> [node["t"] for node in with_formulas("an array (B, C) of `x`")]
    ['Str', 'Space', 'Str', 'Space', 'Math', 'Space', 'Str', 'Space', 'Code']
    >>> [node["c"][1] for node in with_formulas("so dJ/dv_j += dJ/du.") if node["t"] == "Math"]
    ['\\\\partial J/\\\\partial v_{j} \\\\mathrel{\\\\text{+=}} \\\\partial J/\\\\partial u']
    >>> [node["c"][1] for node in with_formulas("One row: b = 1 / (1 + exp(-a)).") if node["t"] == "Code"]
    ['b = 1 / (1 + exp(-a))']
    >>> [node["c"][1] for node in with_formulas("an array (N - k + 1,) of (B, T - 1)") if node["t"] == "Code"]
    ['(N - k + 1,)', '(B, T - 1)']
    """
    nodes: Nodes = []
    for place, part in enumerate(re.split(r"(`[^`]*`)", words)):
        nodes += with_code(part) if place % 2 else _prose(part)
    return nodes


def _prose(words: str) -> Nodes:
    nodes: Nodes = []
    tokens, place = words.split(" "), 0
    plain: list[str] = []
    while place < len(tokens):
        end = _formula_end(tokens, place)
        if end > place:
            last = _END.sub("", tokens[end - 1])
            formula = " ".join([*tokens[place : end - 1], last])
            nodes += [*_small(" ".join([*plain, ""])), code(formula)] if plain else [code(formula)]
            plain = [tokens[end - 1][len(last) :]]
            place = end
        else:
            plain.append(tokens[place])
            place += 1
    return [*nodes, *_small(" ".join(plain))]


def _formula_end(tokens: list[str], place: int) -> int:
    """Where the formula that begins with a token ends; the same place where none begins there."""
    if len(tokens) < place + 3 or tokens[place + 1] not in _CONNECTS | _COMBINES or not _is_name(tokens[place]):
        return place
    end = place + 1
    while end + 1 < len(tokens) and tokens[end] in _CONNECTS | _COMBINES and _is_operand(tokens[end], tokens[end + 1]):
        end += 2
        while end < len(tokens) and not _END.search(tokens[end - 1]) and _goes_on(tokens[place:end], tokens[end]):
            end += 1
        if _END.search(tokens[end - 1]):
            break
    found = tokens[place:end]
    is_sum = all(one in _CONNECTS | _COMBINES or _TERM.fullmatch(_END.sub("", one)) for one in found)
    is_small = _RUN.fullmatch(_END.sub("", " ".join(found))) is not None
    text = " ".join(found)
    is_whole = _is_balanced(text)
    return end if len(found) > 2 and is_whole and not is_small and (is_sum or set(found) & _CONNECTS) else place


def _is_balanced(text: str) -> bool:
    """Every bracket that closes was opened before, and none stays open.

    >>> _is_balanced("max(a, (b))"), _is_balanced("D) -> (N")
    (True, False)
    """
    opened: list[str] = []
    for char in text:
        if char in "([{":
            opened.append(")]}"["([{".index(char)])
        elif char in ")]}" and (not opened or opened.pop() != char):
            return False
    return not opened


def _is_name(token: str) -> bool:
    return re.fullmatch(r"[\w.^|*()\[\]/-]+", token) is not None and not token.endswith(".")


def _is_operand(operator: str, token: str) -> bool:
    bare = _END.sub("", token)
    return bool(bare) and (operator in _CONNECTS or _TERM.fullmatch(bare) is not None or "_" in bare or len(bare) < 4)


def _goes_on(so_far: list[str], token: str) -> bool:
    """A bracket is open, or two factors stand side by side."""
    text = " ".join(so_far)
    if text.count("(") > text.count(")") or (token == "a" and so_far[-1] in _GREEK):
        return True
    return token not in _CONNECTS | _COMBINES and re.match(r"\w+[(_^]|d\w/d", token) is not None


def _small(words: str) -> Nodes:
    """Shapes, derivatives and names with an index; shapes that are computed; signs as they are printed."""
    nodes: Nodes = []
    for typed, printed in _SIGNS.items():
        words = words.replace(f" {typed} ", f" {printed} ")
    last = 0
    matches = (*_SHAPE.finditer(words), *_RUN.finditer(words), *_COMPUTED.finditer(words))
    for found in sorted(matches, key=lambda match: match.start()):
        if found.start() >= last:
            formula = code(found[0]) if found.re is _COMPUTED else _math(tex(found[0]))
            nodes += [*with_code(words[last : found.start()]), formula]
            last = found.end()
    return [*nodes, *with_code(words[last:])]


def tex(formula: str) -> str:
    """A small formula in plain text as TeX.

    >>> tex("(C,)"), tex("W_xh")
    ('(C{,})', 'W_{xh}')
    """
    formula = _DERIVATIVE.sub(r"\\partial \1/\\partial \2", formula)
    formula = _INDEX.sub(lambda found: f"{found[1]}_{{{_index(found[2])}}}", formula).replace(",)", "{,})")
    formula = re.sub(r"(?<=[\w}]) (?=\\partial|[A-Za-z])(?<!partial )", r" \\; ", formula)
    return formula.replace("+=", r"\mathrel{\text{+=}}")


def _index(word: str) -> str:
    """A word below the line is upright; letters are variables."""
    return rf"\mathrm{{{word}}}" if len(word) > 2 and "_" not in word else word.replace("_", r"\_")


def _math(source: str) -> Node:
    return {"t": "Math", "c": [{"t": "InlineMath"}, source]}
