"""Mutation operators for numerical code: axes, transposes, means for sums, gradients, states, precision."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.audit.operators.syntax import called, is_module
from autograder.authoring.source.snippet import Edit, Snippet

#: A function of NumPy, torch or math -> those it is taken for.
_CONFUSED = {
    "sum": ("mean",), "mean": ("sum",), "max": ("min", "mean"), "min": ("max",), "argmax": ("argmin",),
    "zeros": ("ones",), "ones": ("zeros",), "zeros_like": ("ones_like",), "ones_like": ("zeros_like",),
    "new_zeros": ("new_ones",), "maximum": ("minimum",), "minimum": ("maximum",), "amax": ("amin",),
    "exp": ("expm1",), "log": ("log2", "log10", "log1p"), "sqrt": ("exp",), "tanh": ("sin",), "std": ("var",),
    "randn": ("rand",), "standard_normal": ("random",), "randn_like": ("rand_like",), "uniform_": ("normal_",),
    "eval": ("train",), "softmax": ("log_softmax",), "log_softmax": ("softmax",), "cumsum": ("cumprod",),
    "no_grad": ("enable_grad",), "argsort": ("sort",), "floor": ("ceil",), "isfinite": ("isnan",),
    "array": ("asarray",), "clamp": ("clip",), "clamp_min": ("clamp_max",), "bincount": ("unique",),
    "get": ("pop",), "values": ("keys",), "append": ("extend",),
}  # fmt: skip
#: A word given as an argument -> what is meant by mistake.
_WORDS = {"right": "left", "left": "right", "sum": "mean", "mean": "sum", "a": "w", "none": "mean"}
_NARROWER = {"float64": "float32", "int64": "int32", "float32": "float16", "double": "float", "long": "int"}
_AXES = ("axis", "dim")
_AXIS_INSTEAD = {0: (1, -1, None), 1: (0, None), -1: (0, 1, None), -2: (-1, None), 2: (1, None)}
_PRODUCTS = ("linear", "addmm", "matmul", "mm", "einsum")
_MADE = ("zeros", "empty", "ones", "full")
_UFUNCS = ("exp", "log", "tanh", "abs", "maximum", "sqrt")


def field_edits(snippet: Snippet) -> Iterator[Edit]:
    """All edits of a region's code."""
    for node in ast.walk(snippet.tree):
        for operator in _OPERATORS:
            yield from operator(snippet, node)


def _axis(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.keyword) and node.arg in _AXES:
        try:
            axis = ast.literal_eval(node.value)
        except ValueError:
            return
        for other in _AXIS_INSTEAD.get(axis, ()) if isinstance(axis, int) else ():
            yield Edit("axis", node.value, str(other))


def _confused(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        for other in _CONFUSED.get(node.func.attr, ()):
            yield Edit("function", node.func, f"{snippet.source(node.func.value)}.{other}")
    word = node.value.value if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant) else None
    if isinstance(node, ast.keyword) and isinstance(word, str) and word in _WORDS:
        yield Edit("function", node.value, repr(_WORDS[word]))


def _transposed(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield Edit("transpose", node, snippet.source(node.value))
    factors: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        factors = [node.left, node.right]
    elif isinstance(node, ast.Call) and called(node) in _PRODUCTS:
        factors = node.args
    for factor in factors:
        if isinstance(factor, (ast.Name, ast.Attribute)) and getattr(factor, "attr", "") != "T":
            yield Edit("transpose", factor, f"{snippet.source(factor)}.{'t()' if snippet.scope.torch else 'T'}")


def _graph(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    """A gradient that is cut, or a state that is not carried."""
    if not snippet.scope.torch:
        return
    value = getattr(node, "value", None) if isinstance(node, (ast.Assign, ast.Return)) else None
    for part in value.elts if isinstance(value, ast.Tuple) else [value]:
        if isinstance(part, (ast.Call, ast.BinOp, ast.Name)) and called(part) not in ("item", "float", "int", "list"):
            yield Edit("detach", part, f"{_bracketed(snippet, part)}.detach()")
    if isinstance(node, ast.Call) and called(node) != "print":
        for argument in node.args:
            if isinstance(argument, (ast.Name, ast.Attribute)) and not is_module(argument):
                yield Edit("detach", argument, f"{snippet.source(argument)}.detach()")
        if len(node.args) > 1 and isinstance(node.args[-1], (ast.Name, ast.IfExp, ast.Call)):
            yield Edit("state", node.args[-1], "None")


def _in_place(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    """What is computed is written into the argument."""
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name):
        word = {ast.Add: "iadd", ast.Sub: "isub", ast.Mult: "imul", ast.Div: "itruediv"}.get(type(node.op))
        if word and node.left.id in _given(snippet):
            yield Edit("in place", node, f"{node.left.id}.__{word}__({snippet.source(node.right)})")
    if isinstance(node, ast.Call) and called(node) in _UFUNCS and node.args and isinstance(node.func, ast.Attribute):
        first = node.args[0]
        if isinstance(first, ast.Name) and first.id in _given(snippet) and ast.unparse(node.func.value) == "np":
            out = [*node.keywords, ast.keyword("out", first)]
            yield Edit("in place", node, ast.unparse(ast.Call(node.func, node.args, out)))


def _precision(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.Attribute) and node.attr in _NARROWER and is_module(node.value):
        yield Edit("precision", node, f"{snippet.source(node.value)}.{_NARROWER[node.attr]}")
    if isinstance(node, ast.Call) and not snippet.scope.torch and _is_made_double(node):
        narrow = ast.keyword("dtype", ast.parse("np.float32", mode="eval").body)
        yield Edit("precision", node, ast.unparse(ast.Call(node.func, node.args, [*node.keywords, narrow])))
    for part in _returned(node):
        if isinstance(part, ast.BinOp) and not snippet.scope.torch:
            yield Edit("precision", part, f"np.float32({snippet.source(part)})")


def _sign(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    for part in _returned(node):
        if isinstance(part, (ast.BinOp, ast.Call)):
            yield Edit("sign", part, f"-{_bracketed(snippet, part)}")
    if isinstance(node, ast.Call):
        for argument in node.args:
            if isinstance(argument, ast.Name) and called(node) in _UFUNCS:
                yield Edit("sign", argument, f"-{argument.id}")


def _returned(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Return) or node.value is None:
        return []
    return node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]


def _is_made_double(call: ast.Call) -> bool:
    """Whether a call makes an array of NumPy's usual dtype."""
    named = any(keyword.arg == "dtype" for keyword in call.keywords)
    return called(call) in _MADE and is_module(_owner(call)) and not named


def _owner(call: ast.Call) -> ast.expr:
    """What a method is called on; the function itself if it is none."""
    return call.func.value if isinstance(call.func, ast.Attribute) else call.func


def _given(snippet: Snippet) -> set[str]:
    """Arguments, and names unpacked from them: what the caller still holds."""
    names = set(snippet.scope.arguments)
    for node in ast.walk(snippet.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in names:
            names |= {target.id for target in ast.walk(node.targets[0]) if isinstance(target, ast.Name)}
    return names


def _bracketed(snippet: Snippet, node: ast.expr) -> str:
    text = snippet.source(node)
    return f"({text})" if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.IfExp)) else text


_OPERATORS = (_axis, _confused, _transposed, _graph, _in_place, _precision, _sign)
