"""The worker's side of the canary: sends `canary_probe.py` to a child, and reads which promises it could break.

No student code has run yet, so a canary that is killed was killed from outside, and says nothing about the jail. Then
another one is sent.
"""

from __future__ import annotations

import signal
from pathlib import Path

from autograder.grading import messages
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import BadReply, Crashed, StudentError, StudentFault
from autograder.model import Limits
from autograder.sandbox import canary_probe
from autograder.sandbox.zygote_client import ZygoteClient, spec_of

_SOURCE = Path(canary_probe.__file__)
_TRIES = 3


def find_gaps(probe: messages.Probe, zygote_client: ZygoteClient) -> messages.Gaps:
    """Create a child as for a check and let it try. A canary that cannot even be started has found no gap, but there is
    no jail either.
    """
    for _ in range(_TRIES - 1):
        found = _find_gaps(probe, zygote_client)
        if found is not None:
            return found
    return _find_gaps(probe, zygote_client) or messages.Gaps([f"(the canary was killed {_TRIES} times)"], [])


def _find_gaps(probe: messages.Probe, zygote_client: ZygoteClient) -> messages.Gaps | None:
    """What one canary found; None if it was killed before it could report."""
    limits = Limits(wall=20.0, scratch=probe.scratch)
    spec = spec_of(probe.root, probe.readable, limits, uid=probe.user, layers=tuple(probe.layers))
    client = RpcClient(zygote_client.spawn(spec), limits, probe.root)
    try:
        source = _SOURCE.read_text(encoding="utf-8")
        found = client.run("canary_probe", source, "look", probe.secrets, probe.processes)
        if type(found) is not list or len(found) != 2 or any(type(part) is not list for part in found):
            raise BadReply(f"a {type(found).__name__} instead of two lists")
        return messages.Gaps(*([str(one) for one in part] for part in found))
    except (StudentError, StudentFault) as error:
        if isinstance(error, Crashed) and error.ending.status == -signal.SIGKILL:
            return None
        text = f"{type(error).__name__}: {error} {client.output()[-500:]}"
        return messages.Gaps([f"(the canary did not come back: {text})"], [])
    finally:
        client.close()
