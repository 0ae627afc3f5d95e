"""Programs of their own, because what they do to themselves is for good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import HANGS

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Any]

_HEAD = """\
import errno, json, os, sys
sys.path.insert(0, sys.argv[1])

def name_of_error(action, *arguments):
    try:
        action(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except Exception as error:
        return type(error).__name__
    return ""

"""


@pytest.fixture
def program() -> Run:
    """Run the text of a program; what it passes to `tell` comes back."""

    def run(text: str, *arguments: object, **options: Any) -> Any:
        source = _HEAD + "def tell(value):\n    print(json.dumps(value), flush=True)\n\n" + textwrap.dedent(text)
        done = subprocess.run(
            [sys.executable, "-c", source, str(ROOT), *map(str, arguments)],
            capture_output=True, text=True, timeout=HANGS, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, **options,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
