"""Advisory rules: a child that runs no student code looks for forbidden names in the submitted files."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import BadReply, StudentError, StudentFault
from autograder.model import Limits, Remark, Rule
from autograder.sandbox import rules_probe
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.zygote_client import ZygoteClient
from autograder.text import plain

_SOURCE = Path(rules_probe.__file__)
_LONGEST = 200
_TYPES = [str, str, int, str]
_SECONDS = 2.0  # well within what a worker may take before its first check


def remarks(
    rules: Sequence[Rule], paths: Sequence[str], spec: ChildSpec, zygote_client: ZygoteClient, limits: Limits
) -> list[Remark]:
    """Where the files `paths` of a submission use names in `rules`.

    A file that cannot be looked at in time gives one remark that says so.
    """
    why = {rule.forbid: rule.why for rule in rules}
    limits = dataclasses.replace(limits, wall=min(limits.wall, _SECONDS))
    client = RpcClient(zygote_client.spawn(spec), limits, spec.root)
    try:
        source = _SOURCE.read_text(encoding="utf-8")
        found = client.run("rules_probe", source, "look", list(paths), list(why))
        return [
            Remark(rule, plain(file, _LONGEST), line, plain(text, _LONGEST), why[rule])
            for rule, file, line, text in _usable(found)
            if rule in why
        ]
    except (StudentError, StudentFault) as error:
        return [Remark("", text=f"the rules could not be looked at: {plain(str(error), _LONGEST)}")]
    finally:
        client.close()


def _usable(found: Any) -> list[tuple[str, str, int, str]]:
    """The answer, if it is what the probe gives."""
    if type(found) is not list or not all(
        type(item) is tuple and [type(part) for part in item] == _TYPES for item in found
    ):
        raise BadReply("not what the rules are told by")
    return found
