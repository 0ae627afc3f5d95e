"""Draw the graph on the tape, as text for Graphviz.

Call `to_dot` after the forward pass and before `tape_bwd`, which empties the tape:

    J = model.loss(x, y)
    Path("tape.dot").write_text(to_dot({"alpha": model.alpha}))

Then `dot -Tsvg tape.dot -o tape.svg` makes a picture of it, or paste the text into any Graphviz viewer on the web.

    python draw.py [FILE]      writes the graph of a small MLP's loss to FILE (default: tape.dot)
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

import autodiff
from autodiff import Module


def to_dot(names: Mapping[str, Module] | None = None) -> str:
    """The graph on the tape in the DOT language; the tape stays as it is.

    Nodes on the tape are boxes, leaves are ellipses, and each edge carries the shape of the tensor that flows along
    it. `names` gives labels to nodes that would otherwise be called by their class.
    """
    labels = {id(node): name for name, node in (names or {}).items()}
    keys: dict[int, str] = {}
    lines = ["digraph tape {", "  rankdir=LR;", '  node [fontname="Helvetica"];', '  edge [fontname="Helvetica"];']

    def declare(node: Module, shape: str) -> str:
        if id(node) not in keys:
            keys[id(node)] = f"n{len(keys)}"
            label = _quoted(labels.get(id(node), type(node).__name__))
            lines.append(f"  {keys[id(node)]} [shape={shape}, label={label}];")
        return keys[id(node)]

    for node in _on_tape():
        sources = [(declare(m, "ellipse"), np.shape(m.out_tensor)) for m in node.in_modules]
        target = declare(node, "box")
        lines += [f"  {source} -> {target} [label={_quoted(str(shape))}];" for source, shape in sources]
    return "\n".join([*lines, "}"]) + "\n"


def _on_tape() -> list[Module]:
    """The nodes on the tape, first applied first: popped, and pushed back in the same order."""
    nodes = [autodiff.tape.pop() for _ in range(len(autodiff.tape))][::-1]
    for node in nodes:
        autodiff.tape.push(node)
    return nodes


def _quoted(text: str) -> str:
    """A DOT string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(path: str = "tape.dot") -> None:
    """Draw the loss of an MLP with 2 inputs, 3 hidden units and 2 classes on a batch of 4."""
    rng = np.random.default_rng(0)
    model = autodiff.MLP(2, 3, 2, rng)
    autodiff.tape.clear()
    model.loss(rng.standard_normal((4, 2)), np.eye(2)[[0, 1, 1, 0]])
    parameters = dict(zip(["alpha", "alpha0", "beta", "beta0"], model.parameters(), strict=True))
    Path(path).write_text(to_dot(parameters), encoding="utf-8")
    print(f"wrote {path}; to see it: dot -Tsvg {path} -o tape.svg")


if __name__ == "__main__":
    main(*sys.argv[1:2])
