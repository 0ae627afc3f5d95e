"""Running small programs twice: in a graded child each, and forked from a plain program that has just been started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.grading.remote.client import RpcClient
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ENVIRONMENT
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess

#: in both: run a text, and show what it leaves in `result`, or the kind of its exception
PLAYER = """
import sys

def show(value):
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        rounded = value.round(decimals=4) + 0 if value.is_floating_point() else value
        return f"tensor({rounded.tolist()!r}, {value.dtype})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(show, value))})"
    return repr(value)

def play(text):
    import random
    import numpy
    random.seed(0)
    numpy.random.seed(0)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(0)
    scope = {"__name__": "program"}
    try:
        exec(compile(text, "program", "exec", dont_inherit=True), scope)
        return show(scope.get("result"))
    except BaseException as error:
        return f"raised {type(error).__name__}: {error}"
"""

_PLAIN = (
    PLAYER
    + """
import json, os
exec(sys.argv[1])
sys.argv = sys.argv[:1]
texts = json.load(sys.stdin)
for text in texts:
    read, write = os.pipe()
    if not os.fork():
        os.close(1)
        os.write(write, play(text).encode("utf-8", "replace")[:60_000])
        os._exit(0)
    os.close(write)
    data = b""
    while piece := os.read(read, 1 << 16):
        data += piece
    os.wait()
    os.close(read)
    print(json.dumps(data.decode()), flush=True)
"""
)


def plain(texts: Mapping[str, str], first: str, folder: Path, environment: Mapping[str, str] = {}) -> dict[str, str]:
    """What each gives in a fork of a fresh program that has run `first`."""
    kept = {name: ENVIRONMENT[name] for name in ENVIRONMENT if name.endswith("_NUM_THREADS")}
    inherited = {name: value for name, value in os.environ.items() if name not in ("TMPDIR", "TEMP", "TMP")}
    done = subprocess.run(
        [sys.executable, "-c", _PLAIN, first], input=json.dumps(list(texts.values())), text=True, cwd=folder,
        env={**inherited, **kept, **environment}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(zip(texts, map(json.loads, done.stdout.splitlines()), strict=True))


def graded(texts: Mapping[str, str], preload: Sequence[str], folder: Path) -> dict[str, str]:
    """What each gives in a child of its own, without any folder that may be written."""
    root = folder / "root"
    root.mkdir()
    spec = spec_of(str(root), python_folders(), Limits(), uid=None)
    found = {}
    with ZygoteProcess(preload, folder) as zygote:
        zygote_client = ZygoteClient(zygote.connect())
        for name, text in texts.items():
            client = RpcClient(zygote_client.spawn(spec), Limits(wall=120.0), str(root))
            try:
                found[name] = client.define("player", PLAYER).play(text)
            except BaseException as fault:
                found[name] = f"{type(fault).__name__}: {fault}"
            finally:
                client.close()
        zygote_client.close()
    return found
