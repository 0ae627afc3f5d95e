"""A dry run: grades one submission in a real container under the platform's smallest limits, without a network."""

from __future__ import annotations

import contextlib
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from autograder.errors import GraderError, SubmissionRefused
from autograder.files import replace_file
from autograder.grading.workdir import Workdir
from autograder.model import Assignment
from autograder.packaging.docker import docker, require_engine
from autograder.packaging.image import BASE, build_image
from autograder.packaging.package import build_package
from autograder.packaging.targets.gradescope.layout import invented_metadata, lay_out
from autograder.pipeline.grade_one import begin
from autograder.reporting.gradescope import GRADESCOPE
from autograder.reporting.results_model import decode_results, totals
from autograder.text import many, points

_Tell = Callable[[str], object]

# Gradescope's smallest container, and its default limit on time.
CPUS, MEMORY, SECONDS = "0.5", 768 << 20, 600.0

# Where either version of control groups keeps the most memory that the container has had, file cache included.
_PEAKS = ("/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes")
_COMMAND = f"/autograder/run_autograder; code=$?; cat {' '.join(_PEAKS)} >/autograder/peak 2>/dev/null; exit $code"


@dataclass(frozen=True)
class Ran:
    """What one container did.

    Attributes:
        told: the output that the platform would show to instructors.
        peak: bytes of memory, file cache included; None if the engine does not say.
        seconds: wall-clock seconds from start to end.
    """

    told: str
    code: int
    peak: int | None
    seconds: float
    out_of_memory: bool


def dry_run(assignment: Assignment, submission: Path, base: str | None, out: Path, tell: _Tell = lambda _: None) -> int:
    """Build the image and grade `submission` in it; results.json and the logs are left in `out`.

    Args:
        base: the image to start from; None for Gradescope's own.
        tell: called with progress and results, line by line.

    Returns:
        0 if there is a valid results.json with a score, whatever the score; 1 if the submission was refused; 3 if there
        is no score or no valid file.

    Raises:
        InputError: no Docker engine answers, or there is no such submission.
        GraderError: the image could not be built, or the container could not be run.
    """
    require_engine()
    out.mkdir(parents=True, exist_ok=True)
    begin(out, GRADESCOPE)
    tag = f"autograder-dry-run/{assignment.name.lower()}"
    with Workdir() as folder:
        try:
            lay_out(submission, assignment, folder)
        except SubmissionRefused as refusal:
            tell(f"dry-run: the submission was refused: {refusal.sentence}")
            replace_file(out / GRADESCOPE.file_name, GRADESCOPE.refused(assignment, refusal.sentence))
            return 1
        (folder / "submission_metadata.json").write_bytes(invented_metadata(assignment, datetime.now(timezone.utc)))
        package = build_package(assignment, folder / "package")
        tell(f"dry-run: building {tag} from {base or BASE} (output in {out / 'build.log'})")
        build_image(package, base or BASE, tag, folder / "context", out / "build.log", "torch" in assignment.preload)
        tell(f"dry-run: grading with {CPUS} CPU, {MEMORY >> 20} MB and no network")
        ran = _graded(tag, folder, out)
    (out / "stdout.txt").write_text(ran.told, encoding="utf-8")
    tell(ran.told.rstrip())
    return _judged(ran, out / "results.json", tell)


def _graded(tag: str, folder: Path, out: Path) -> Ran:
    """Run a fresh container and bring its results into `out`."""
    with _container(tag) as container:
        docker("cp", f"{folder / 'submission'}/.", f"{container}:/autograder/submission")
        docker("cp", str(folder / "submission_metadata.json"), f"{container}:/autograder/submission_metadata.json")
        started = datetime.now(timezone.utc)
        told = _attached(container)
        seconds = (datetime.now(timezone.utc) - started).total_seconds()
        for name in ("results.json", "outcomes.jsonl"):
            (out / name).unlink(missing_ok=True)
        docker("cp", f"{container}:/autograder/results/.", str(out))
        state = docker("inspect", "--format", "{{.State.ExitCode}} {{.State.OOMKilled}}", container).split()
        return Ran(told, int(state[0]), _peak(container, folder), seconds, state[1] == "true")


@contextlib.contextmanager
def _container(tag: str) -> Iterator[str]:
    name = f"autograder-dry-run-{uuid.uuid4().hex[:12]}"
    limits = [f"--cpus={CPUS}", f"--memory={MEMORY}", f"--memory-swap={MEMORY}", "--network=none"]
    docker("create", f"--name={name}", *limits, tag, "bash", "-c", _COMMAND)
    try:
        yield name
    finally:
        with contextlib.suppress(GraderError):
            docker("rm", "--force", "--volumes", name)


def _attached(container: str) -> str:
    """Start the container and wait for its end; what it prints."""
    try:
        answer = subprocess.run(
            ["docker", "start", "--attach", container],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        with contextlib.suppress(GraderError):
            docker("kill", container)
        told = (error.output or b"").decode("utf-8", "replace")
        return f"{told}\ndry-run: stopped after {SECONDS:g} s, as the platform would"
    return answer.stdout.decode("utf-8", "replace")


def _peak(container: str, folder: Path) -> int | None:
    try:
        docker("cp", f"{container}:/autograder/peak", str(folder / "peak"))
        return int((folder / "peak").read_text().split()[0])
    except (GraderError, OSError, ValueError, IndexError):
        return None


def _judged(ran: Ran, path: Path, tell: _Tell) -> int:
    """Tell what the platform would make of it; 0 when that is a score."""
    memory = f"{ran.peak / 2**20:.0f} MB of {MEMORY >> 20} MB" if ran.peak else "not known here"
    tell(f"dry-run: peak memory {memory} (file cache included), {ran.seconds:.1f} s, exit code {ran.code}")
    if ran.out_of_memory:
        tell("dry-run: the container ran out of memory")
    try:
        document = decode_results(path.read_bytes())
    except (OSError, ValueError) as error:
        tell(f"dry-run: no valid results.json: {error}")
        return 3
    if isinstance(document.extra_data, dict) and "refused" in document.extra_data:
        tell(f"dry-run: {path} is valid: the submission was refused")
        return 1
    reached = totals(document)
    said = f"{points(reached[0])} of {points(reached[1])} points" if reached else "the score is withheld"
    tell(f"dry-run: {path} is valid: {many(len(document.tests or ()), 'test')}, {said}")
    return 0 if reached else 3
