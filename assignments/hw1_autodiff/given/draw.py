"""Draw the graph that your code has built: a table here, and a picture that any browser opens.

    python draw.py [FILE]        the handout's example, J = uv with u = xy and v = u + x: needs `apply_fwd` only
    python draw.py mlp [FILE]    the loss of a small MLP, once piece 10 is written

FILE is tape.svg unless you say otherwise; if its name ends in .dot, it is text for Graphviz instead.

To draw a graph of your own, ask for it after the forward pass, since `tape_bwd` empties the tape:

    J = model.loss(x, y)
    graph = on_tape()
    tape_bwd(J)
    Path("tape.svg").write_text(to_svg(graph, {"alpha": model.alpha}), encoding="utf-8")
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import numpy as np

import autodiff
from autodiff import Module

WIDTH, HEIGHT = 148, 58  # of a node's box, in pixels
ACROSS, DOWN = 208, 80  # from one node to the next
MARGIN = 24

Names = Mapping[str, Module]


def on_tape() -> list[Module]:
    """The nodes on the tape, first applied first; the tape stays as it is."""
    nodes = [autodiff.tape.pop() for _ in range(len(autodiff.tape))][::-1]
    for node in nodes:
        autodiff.tape.push(node)
    return nodes


def to_text(graph: Sequence[Module], names: Names | None = None) -> str:
    """A table: the tape from its top to its bottom, then the nodes that are not on it (leaves, as a rule).

    Args:
        graph: what `on_tape` returned.
        names: names for nodes that would otherwise be called by their class.
    """
    called = _calls(graph, names)
    rows = [("", "node", "value", "gradient", "inputs")]
    for index, node in reversed(list(enumerate(graph, 1))):
        inputs = ", ".join(called[id(m)] for m in node.in_modules) or "none remembered"
        rows.append((str(index), called[id(node)], _short(node.out_tensor), _short(node.out_gradient), inputs))
    for node in _outside(graph):
        kind = "a leaf" if isinstance(node, autodiff.Leaf) else "not on the tape: was it pushed?"
        rows.append(("", called[id(node)], _short(node.out_tensor), _short(node.out_gradient), kind))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(_row(row, widths) for row in rows) + "\n"


def to_dot(graph: Sequence[Module], names: Names | None = None) -> str:
    """The graph in Graphviz's language: nodes on the tape are boxes, all others ellipses; edges carry shapes."""
    called = _calls(graph, names)
    keys = {id(node): f"n{index}" for index, node in enumerate([*_outside(graph), *graph])}
    lines = ["digraph tape {", "  rankdir=LR;", '  node [fontname="Helvetica"];', '  edge [fontname="Helvetica"];']
    for shape, nodes in (("ellipse", _outside(graph)), ("box", graph)):
        lines += [f"  {keys[id(node)]} [shape={shape}, label={_quoted(called[id(node)])}];" for node in nodes]
    for node in graph:
        for m in node.in_modules:
            lines.append(f"  {keys[id(m)]} -> {keys[id(node)]} [label={_quoted(str(np.shape(m.out_tensor)))}];")
    return "\n".join([*lines, "}"]) + "\n"


def to_svg(graph: Sequence[Module], names: Names | None = None) -> str:
    """The graph as a picture: inputs on the left; numbers, or the shapes of arrays, in the boxes."""
    called = _calls(graph, names)
    places = _places(graph)
    bulge = max([0, *(places[id(n)][0] - places[id(m)][0] - ACROSS for n in graph for m in n.in_modules)]) // 3
    width = max((x for x, _ in places.values()), default=0) + WIDTH + 2 * MARGIN
    height = max((y for _, y in places.values()), default=0) + HEIGHT + 2 * MARGIN + bulge
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{-MARGIN} {-MARGIN - bulge} {width} {height}" font-family="sans-serif" font-size="12">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>',
        f'<rect x="{-MARGIN}" y="{-MARGIN - bulge}" width="100%" height="100%" fill="white"/>',
    ]
    for node in graph:
        for index, m in enumerate(node.in_modules):
            entry = HEIGHT * (index + 1) // (len(node.in_modules) + 1)
            lines.append(_arrow(places[id(m)], places[id(node)], entry))
    for node in _outside(graph):
        lines.append(_box(node, called[id(node)], places[id(node)], round=HEIGHT // 2))
    for node in graph:
        lines.append(_box(node, called[id(node)], places[id(node)], round=4))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _calls(graph: Sequence[Module], names: Names | None) -> dict[int, str]:
    """What each node is called, by its id: the name it was given, or its class, counted where that is several's."""
    called = {id(node): name for name, node in (names or {}).items()}
    others: dict[str, list[int]] = {}
    for node in [*_outside(graph), *graph]:
        if id(node) not in called:
            others.setdefault(type(node).__name__, []).append(id(node))
    for name, keys in others.items():
        called |= {key: f"{name} {count}" if len(keys) > 1 else name for count, key in enumerate(keys, 1)}
    return called


def _outside(graph: Sequence[Module]) -> list[Module]:
    """The inputs that are not on the tape, each once, in the order of their first use."""
    inside = {id(node) for node in graph}
    inputs = {id(m): m for node in graph for m in node.in_modules}
    return [m for key, m in inputs.items() if key not in inside]


def _places(graph: Sequence[Module]) -> dict[int, tuple[int, int]]:
    """The upper left corner of each node's box: a node stands right of all its inputs, a leaf beside its first use."""
    column: dict[int, int] = {}
    for node in graph:
        column[id(node)] = 1 + max((column.get(id(m), 0) for m in node.in_modules), default=0)
    for node in _outside(graph):
        column[id(node)] = min(column[id(n)] for n in graph if any(m is node for m in n.in_modules)) - 1
    members: dict[int, list[int]] = {}
    for node in [*graph, *_outside(graph)]:
        members.setdefault(column[id(node)], []).append(id(node))
    tallest = max((len(ids) for ids in members.values()), default=0)
    places = {}
    for at, ids in members.items():
        top = (tallest - len(ids)) * DOWN // 2
        places |= {key: (at * ACROSS, top + row * DOWN) for row, key in enumerate(ids)}
    return places


def _arrow(start: tuple[int, int], end: tuple[int, int], entry: int) -> str:
    """An arrow between two boxes; one that skips a column bends above what stands between."""
    x1, y1, x2, y2 = start[0] + WIDTH, start[1] + HEIGHT // 2, end[0], end[1] + entry
    skipped = max(0, end[0] - start[0] - ACROSS)
    lift = HEIGHT + skipped // 3 if skipped else 0
    reach = (x2 - x1) // (4 if skipped else 2)
    path = f"M{x1} {y1} C{x1 + reach} {y1 - lift} {x2 - reach} {y2 - lift} {x2} {y2}"
    return f'<path d="{path}" fill="none" stroke="black" marker-end="url(#tip)"/>'


def _box(node: Module, name: str, place: tuple[int, int], *, round: int) -> str:
    x, y = place
    middle = x + WIDTH // 2
    rows = [(name, "bold"), (f"value {_short(node.out_tensor)}", "normal")]
    rows.append((f"gradient {_short(node.out_gradient)}", "normal"))
    text = "".join(
        f'<text x="{middle}" y="{y + 18 + 16 * row}" text-anchor="middle" font-weight="{weight}">{escape(line)}</text>'
        for row, (line, weight) in enumerate(rows)
    )
    frame = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="{round}" fill="#f2f2f2" stroke="black"/>'
    return frame + text


def _short(tensor: object) -> str:
    """A number, or the shape of an array."""
    if tensor is None:
        return "none"
    return f"{float(np.asarray(tensor)):.4g}" if np.ndim(tensor) == 0 else str(np.shape(tensor))


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])


def _quoted(text: str) -> str:
    """A string in Graphviz's language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Times(Module):
    """A product of two numbers, for the example: `Mul` is written in piece 9 only."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a * b

    def backward(self, in_tensors: Sequence[np.ndarray], b: np.ndarray, g_b: np.ndarray) -> tuple[np.ndarray, ...]:
        return g_b * in_tensors[1], g_b * in_tensors[0]


class Plus(Module):
    """A sum of two numbers, for the example."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a + b

    def backward(self, in_tensors: Sequence[np.ndarray], b: np.ndarray, g_b: np.ndarray) -> tuple[np.ndarray, ...]:
        return g_b, g_b


def example(names: dict[str, Module]) -> None:
    """Put the handout's example at x = 2, y = 3 on the tape, and its nodes into `names`."""
    x, y = autodiff.Leaf(2.0), autodiff.Leaf(3.0)
    u, v, loss = Times(), Plus(), Times()
    names.update({"x": x, "y": y, "u = xy": u, "v = u + x": v, "J = uv": loss})
    u.apply_fwd([x, y])
    v.apply_fwd([u, x])
    loss.apply_fwd([u, v])


def mlp(names: dict[str, Module]) -> None:
    """Put the loss of an MLP with 2 inputs, 3 hidden units and 2 classes on the tape, for a batch of 4."""
    rng = np.random.default_rng(0)
    model = autodiff.MLP(2, 3, 2, rng)
    names.update(zip(["alpha", "alpha0", "beta", "beta0"], model.parameters(), strict=True))
    model.loss(rng.standard_normal((4, 2)), np.eye(2)[[0, 1, 1, 0]])


def _attempt(call: Callable[..., None], argument: object) -> str:
    """Call your code; what went wrong, or an empty string."""
    try:
        call(argument)
    except NotImplementedError as error:
        return f"not started: {error}"
    except Exception as error:
        return f"your code raised {type(error).__name__}: {error}"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Print the table and write the picture; 1 if there is nothing to draw yet, else 0."""
    build, rest = (mlp, arguments[1:]) if arguments[:1] == ["mlp"] else (example, arguments)
    path = Path(rest[0] if rest else "tape.svg")
    names: dict[str, Module] = {}
    autodiff.tape.clear()
    problem = _attempt(build, names)
    graph = on_tape()
    if not graph:
        print(problem or "the tape is empty: apply_fwd has to push each node on it")
        print("There is nothing to draw yet.")
        return 1
    problem = problem or _attempt(autodiff.tape_bwd, graph[-1])
    print("The tape, its top first:\n\n" + to_text(graph, names))
    if problem:
        print(f"This is how far it came: {problem}\n")
    write = to_dot if path.suffix == ".dot" else to_svg
    path.write_text(write(graph, names), encoding="utf-8")
    print(f"wrote {path}; " + (f"to see it: dot -Tsvg -O {path}" if write is to_dot else "open it in a browser"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
