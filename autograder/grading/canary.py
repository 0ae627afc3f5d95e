"""The canary: before anything is graded, a child tries to break each promise, and what it manages decides the mode."""

from __future__ import annotations

from pathlib import Path

from autograder.grading import jobs
from autograder.grading.conversation import Conversation
from autograder.grading.faults import StudentError, StudentFault
from autograder.model import Limits
from autograder.sandbox import canary_probe
from autograder.sandbox.inside.order import Order
from autograder.sandbox.spawner import Spawner

_SOURCE = Path(canary_probe.__file__)


def find_gaps(probe: jobs.Probe, spawner: Spawner) -> jobs.Gaps:
    """Make a child as for a check and let it try; a canary that cannot even be started has found no gap but
    is no jail either.
    """
    readable = (probe.root, *probe.readable)
    order = Order(probe.root, readable, uid=probe.user, scratch=probe.scratch, layers=tuple(probe.layers))
    conversation = Conversation(spawner.spawn(order), Limits(wall=20.0), probe.root)
    try:
        source = _SOURCE.read_text(encoding="utf-8")
        module = conversation.define("canary_probe", source)
        found = module.gaps(probe.secrets, probe.processes)
        return jobs.Gaps([str(gap) for gap in found], [])
    except (StudentError, StudentFault) as error:
        text = f"{type(error).__name__}: {error} {conversation.output()[-500:]}"
        return jobs.Gaps([f"(the canary did not come back: {text})"], [])
    finally:
        conversation.close()
