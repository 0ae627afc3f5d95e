"""`autograder doctor`: what this machine supports."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Sequence

from autograder.cli.say import say, say_lines, sentence
from autograder.config import chosen_names, load_assignment
from autograder.errors import AutograderError
from autograder.grading.engine import Grader
from autograder.model import Assignment, Course, Mode


def doctor(course: Course, names: Sequence[str]) -> int:
    """Say what this machine supports for each assignment; 1 if one cannot be graded here."""
    say(f"Python {platform.python_version()} on {platform.system()} {platform.release()} {platform.machine()}")
    say(f"Docker: {_docker()}")
    code = 0
    for name in chosen_names(course, names):
        try:
            assignment = load_assignment(course, name)
            with Grader(assignment, allow_degraded=True) as grader:
                say(f"{name}: {_condition(assignment, grader)}")
                code |= grader.mode is Mode.DEGRADED
        except AutograderError as error:
            say_lines(f"{name}: {sentence(error)}")
            code = 1
    return code


def _condition(assignment: Assignment, grader: Grader) -> str:
    """One assignment's line: the mode, why it is not a better one, checks and memory."""
    points = sum(check.points for check in grader.checks)
    memory = f"{grader.memory() >> 20} MiB when idle, up to {grader.limits.memory >> 20} MiB more for a check"
    memory += f" ({grader.shortage})" if grader.shortage else ""
    return (
        f"sandbox {grader.mode.value}{why_not_full(grader)}; {len(grader.checks)} checks, {points:g} points; {memory}"
    )


def why_not_full(grader: Grader) -> str:
    """What keeps the sandbox from mode full, in parentheses; empty if nothing is known to."""
    if grader.mode is Mode.DEGRADED:
        return f" (student code could {', '.join(grader.gaps)})"
    if grader.blocked_by:
        return f" (it could be full, but no other user can enter {grader.blocked_by}, which Python is in)"
    return ""


def _docker() -> str:
    if shutil.which("docker") is None:
        return "not installed (only `dry-run` needs it)"
    asked = subprocess.run(
        ["docker", "info", "--format", "{{.ServerVersion}}"], capture_output=True, text=True, check=False
    )
    return f"engine {asked.stdout.strip()}" if asked.returncode == 0 else "installed, but no engine answers"
