"""The tables in the threat model tell of these attacks, and of no breach with all layers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .attack import attacks
from .matrix import DOCUMENT, ROWS, layer_sets, measure, read_back, tables, written

TEXT = DOCUMENT.read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def row(name: str) -> list[str]:
    found = [line for line in TEXT.splitlines() if line.startswith(f"| {name} |")]
    assert len(found) == 1, f"run `python -m tests.attacks.matrix --write`: there are {len(found)} rows for {name}"
    return cells(found[0])


def test_every_environment_was_measured_and_has_no_breach_with_all_layers() -> None:
    assert row("layers")[1:] == list(ROWS.values())
    assert row("all layers")[1:] == ["0"] * len(ROWS)


def test_without_any_layer_many_attacks_get_through_and_without_some_layers_some_do() -> None:
    assert all(int(count) > 80 for count in row("no layer")[1:])
    assert all(int(count) > 0 for count in row("without landlock")[1:])
    assert all(int(count) > 0 for count in row("without seccomp")[1:])


def test_every_layer_of_the_jail_was_switched_off_where_there_is_one() -> None:
    for name in layer_sets("root"):
        assert len(row(name)) == 1 + len(ROWS)


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_each_attack_is_in_the_tables_and_stopped(attack: object) -> None:
    name = attack.name  # type: ignore[attr-defined]
    assert row(re.sub(r"\|", r"\\|", name))[1] == "stopped"


def test_the_tables_say_who_gets_through_and_which_layer_is_missed() -> None:
    first, second = attacks()[0].name, attacks()[1].name
    found = {
        "root": {"all layers": {first: [], second: []}, "no layer": {first: ["read the tests"], second: []},
                 "without landlock": {first: ["read the tests"]}},
        "user": {"all layers": {first: [], second: ["x"]}, "no layer": {first: ["read the tests"], second: ["x"]}},
    }  # fmt: skip
    text = tables(found)
    assert "| all layers | 0 | 1 |" in text
    assert "| without landlock | 1 | – |" in text
    assert f"| {first} | stopped | **through** | landlock (root) | read the tests |" in text
    assert f"| {second} | through: ordinary user | through: ordinary user |  | x |" in text
    document = f"before\n<!-- matrix -->\nold\n<!-- end of matrix -->\nafter {text}"
    assert written(document, "new").startswith("before\n<!-- matrix -->\nnew\n<!-- end of matrix -->\nafter")


def test_only_what_is_asked_for_is_measured_again(tmp_path: Path) -> None:
    runs: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    gets_through = {"quick": True, "slow": True, "hopeless": False}

    def run(layers: Sequence[str], only: Sequence[str]) -> list[dict[str, Any]]:
        runs.append((tuple(layers), tuple(only)))
        tried = only or list(gets_through)
        stopped = len(layers) > 0
        return [{"head": 1}] + [
            {"attack": name, "breaches": ["out"] if gets_through[name] and not stopped else []} for name in tried
        ]

    first = measure("root", lambda: run, tmp_path)
    assert len(runs) == len(layer_sets("root"))
    assert runs[0][1] == () and runs[2][1] == ("quick", "slow")  # no layer is missed by what never gets through
    assert measure("root", lambda: run, tmp_path) == first and len(runs) == len(layer_sets("root"))

    gets_through["slow"] = False
    del runs[:]
    second = measure("root", lambda: run, tmp_path, ["slow"])
    assert runs == [(layer_sets("root")[name], ("slow",)) for name in ("all layers", "no layer")]
    assert second["no layer"] == {"quick": ["out"], "slow": [], "hopeless": []}
    assert all("slow" not in told for name, told in second.items() if name.startswith("without"))

    gets_through["hopeless"] = True
    del runs[:]
    third = measure("root", lambda: run, tmp_path, ["hopeless"])
    assert len(runs) == len(layer_sets("root")) and all(only == ("hopeless",) for _, only in runs)
    assert third["no layer"]["hopeless"] == ["out"] and set(third["without seccomp"]) == {"quick", "hopeless"}


def test_the_tables_can_be_read_back() -> None:
    between = TEXT.split("<!-- matrix -->\n")[1].split("\n<!-- end of matrix -->")[0]
    assert tables(read_back(TEXT)) == between
    name = attacks()[0].name
    changed = TEXT.replace(
        f"| {name} | stopped | **through** | landlock |", f"| {name} | stopped | through: Docker |  |"
    )
    told = read_back(changed)
    assert told["docker"]["no layer"][name] and not told["root"]["no layer"][name]
    assert name in told["root"]["all layers"] and name not in told["root"]["without landlock"]


def test_what_the_tables_tell_is_not_measured_again(tmp_path: Path) -> None:
    runs: list[tuple[str, ...]] = []

    def run(layers: Sequence[str], only: Sequence[str]) -> list[dict[str, Any]]:
        runs.append(tuple(only))
        return [{"head": 1}, *({"attack": name, "breaches": []} for name in only)]

    known = {name: {"old": ["out"] if name == "no layer" else []} for name in layer_sets("root")}
    found = measure("root", lambda: run, tmp_path, ["new"], known)
    assert set(runs) == {("new",)} and len(runs) == 2
    assert found["no layer"] == {"old": ["out"], "new": []}
