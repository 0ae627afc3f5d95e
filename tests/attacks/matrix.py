"""Which layer stops what: run the attacks with layers switched off, and write the tables into docs/threat_model_attacks.md.

    python -m tests.attacks.matrix [--rows root,user,docker] [--base IMAGE] [--fresh] [--write]

Runs as root, because only root can be somebody else. Each environment is measured with all layers, with none, and with
each layer alone switched off; the last only for attacks that get through without any layer, since the others need
none of them. Results are kept in build/attacks/, so that an interrupted run goes on where it stopped; where none are
kept, `--again ATTACK` measures that attack and takes all others from the tables. With all layers there must be no
breach: otherwise the command says so and ends with 1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox.inside.jail.layers import LAYERS

from .attack import Attack, attacks
from .environments import NOBODY, ROOT, build_docker_image, open_python, run_as, run_in_docker

DOCUMENT = ROOT / "docs/threat_model_attacks.md"
ROWS = {"root": "root", "user": "ordinary user", "docker": "Docker"}
#: What a process without root's rights does not have in the first place.
_NOT_FOR_USERS = ("uid", "capabilities")
_ALL, _NONE = "all layers", "no layer"

#: environment -> layers that were on -> attack -> its breaches
Found = dict[str, dict[str, dict[str, list[str]]]]
_Run = Callable[[Sequence[str], Sequence[str]], list[dict[str, Any]]]


def layer_sets(row: str) -> dict[str, tuple[str, ...]]:
    """What is switched off, by name, for one environment."""
    single = [layer for layer in LAYERS if not (row == "user" and layer in _NOT_FOR_USERS)]
    without = {f"without {layer}": tuple(other for other in LAYERS if other != layer) for layer in single}
    return {_ALL: LAYERS, _NONE: (), **without}


def measure(
    row: str,
    start: Callable[[], _Run],
    kept: Path,
    again: Sequence[str] = (),
    known: Mapping[str, dict[str, list[str]]] | None = None,
) -> dict[str, dict[str, list[str]]]:
    """Breaches of one environment, which is started when it is needed.

    What `kept`, or else `known`, holds already is not run again, but for the attacks named in `again`.
    """
    run: _Run | None = None
    found: dict[str, dict[str, list[str]]] = {}
    for name, layers in layer_sets(row).items():
        path = kept / row / f"{name}.json"
        before: dict[str, list[str]] = json.loads(path.read_text()) if path.exists() else (known or {}).get(name, {})
        # What gets through with no layer at all is what a single layer can be needed for.
        worth = [attack for attack, breaches in found[_NONE].items() if breaches] if name.startswith("without") else []
        told = {attack: breaches for attack, breaches in before.items() if not worth or attack in worth}
        only = [attack for attack in again if not worth or attack in worth] if told else worth
        if only or not told:
            print(f"{row}: {name}", file=sys.stderr, flush=True)
            run = run or start()
            told |= {line["attack"]: line["breaches"] for line in run(layers, only)[1:]}
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(told, indent=1))
        found[name] = told
    return found


def tables(found: Found) -> str:
    """Both tables, in Markdown."""
    return f"{_summary(found)}\n\n{_details(found)}"


def _summary(found: Found) -> str:
    names = list(dict.fromkeys(name for sets in found.values() for name in sets))
    lines = [_row(["layers", *(ROWS[row] for row in found)]), _row(["---", *["--:"] * len(found)])]
    for name in names:
        lines.append(_row([name, *(_count(sets.get(name)) for sets in found.values())]))
    return "\n".join(lines)


def _count(told: Mapping[str, list[str]] | None) -> str:
    return "–" if told is None else str(sum(bool(breaches) for breaches in told.values()))


def _details(found: Found) -> str:
    head = ["attack", "all layers", "no layer", "gets through without", "which is then able to"]
    lines: list[str] = []
    group = None
    for attack in attacks():
        if attack.group is not group:
            group = attack.group
            lines += ["", f"**{group.value[0].upper()}{group.value[1:]}**", "", _row(head), _row(["---"] * len(head))]
        lines.append(_row(_cells(attack, found)))
    return "\n".join(lines).strip()


def _cells(attack: Attack, found: Found) -> list[str]:
    def through(name: str) -> str:
        rows = [ROWS[row] for row, sets in found.items() if sets.get(name, {}).get(attack.name)]
        return "stopped" if not rows else "**through**" if len(rows) == len(found) else f"through: {', '.join(rows)}"

    needed = {}
    for layer in LAYERS:
        rows = [ROWS[row] for row, sets in found.items() if sets.get(f"without {layer}", {}).get(attack.name)]
        if rows:
            needed[layer] = layer if len(rows) == len(found) else f"{layer} ({', '.join(rows)})"
    able = next((b for sets in found.values() for b in sets.get(_NONE, {}).get(attack.name, ())), "")
    return [attack.name.replace("|", "\\|"), through(_ALL), through(_NONE), ", ".join(needed.values()), able]


def read_back(document: str) -> Found:
    """What the tables of a document tell, with one breach for each attack that gets through."""
    found: Found = {row: {name: {} for name in layer_sets(row)} for row in ROWS}
    for line in document.splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 5 or (cells[1] not in ("stopped", "**through**") and not cells[1].startswith("through:")):
            continue
        attack, with_all, with_none, needed, able = cells
        layers = dict(re.findall(r"(\w+)(?: \(([^)]*)\))?(?:, |$)", needed))
        for row, sets in found.items():
            sets[_ALL][attack] = [able] if _tells_of(row, with_all) else []
            sets[_NONE][attack] = [able] if _tells_of(row, with_none) else []
            for name in sets if sets[_NONE][attack] else ():
                if name.startswith("without"):
                    rows = layers.get(name.removeprefix("without "))
                    gets = rows is not None and (not rows or ROWS[row] in rows.split(", "))
                    sets[name][attack] = [able] if gets else []
    return found


def _tells_of(row: str, cell: str) -> bool:
    return cell == "**through**" or ROWS[row] in cell.removeprefix("through: ").split(", ")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(document: str, text: str) -> str:
    """`document` with the part between the two marks replaced."""
    pattern = re.compile(r"(<!-- matrix -->\n).*?(\n<!-- end of matrix -->)", re.DOTALL)
    if not pattern.search(document):
        raise ValueError("the document has no place for the matrix")
    return pattern.sub(lambda match: f"{match[1]}{text}{match[2]}", document)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.matrix")
    parser.add_argument("--rows", default=",".join(ROWS), help="environments, with commas")
    parser.add_argument("--base", default="gradescope/autograder-base:ubuntu-22.04", help="image for the row of Docker")
    parser.add_argument("--fresh", action="store_true", help="forget what an interrupted run has measured")
    parser.add_argument("--again", action="append", default=[], metavar="ATTACK", help="measure this attack anew")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCUMENT.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    if unknown := set(options.again) - {attack.name for attack in attacks()}:
        parser.error(f"--again: there is no attack named {', '.join(sorted(unknown))}")
    kept = ROOT / "build/attacks"
    if options.fresh:
        for path in kept.glob("*/*.json"):
            path.unlink()
    known = read_back(DOCUMENT.read_text(encoding="utf-8")) if options.again and not options.fresh else {}
    found: Found = {}
    with contextlib.ExitStack() as stack:
        python = stack.enter_context(open_python())
        runs: dict[str, Callable[[], _Run]] = {
            "root": lambda: lambda layers, only: run_as(0, python, layers, only),
            "user": lambda: lambda layers, only: run_as(NOBODY, python, layers, only),
            "docker": lambda: _in(build_docker_image(options.base)),
        }
        for row in options.rows.split(","):
            found[row] = measure(row, runs[row], kept, options.again, known.get(row))
    text = tables(found)
    if options.write:
        DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), text), encoding="utf-8")
    print(_summary(found))
    breaches = {row: [a for a, told in sets[_ALL].items() if told] for row, sets in found.items()}
    for row, names in breaches.items():
        for name in names:
            print(f"{ROWS[row]}: {name}: {found[row][_ALL][name]}", file=sys.stderr)
    return int(any(breaches.values()))


def _in(image: str) -> _Run:
    return lambda layers, only: run_in_docker(image, layers, only)


if __name__ == "__main__":
    sys.exit(main())
