"""`python -m bench.hostile_class [SIZE] [HOMEWORK ...]`: can a few submissions change what happens to all the others?

A class (by default of 200, of hw1) in which 5 % attack, see bench/hostile_submissions.py, is graded by one warm grader,
with one worker and with two. Everybody else's verdicts, points and messages must be those of a class without the
attackers, and the attackers' results their own failures: none may have a score withheld. Ends with 1 when anything
differs.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Grading, Outcome, Verdict
from autograder.scoring import score
from bench.hostile_submissions import Entry, class_of

_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile_class", description=__doc__.partition("\n")[0])
    parser.add_argument("size", nargs="?", type=int, default=200)
    parser.add_argument("homework", nargs="*", default=["hw1_autodiff"])
    parser.add_argument("--share", type=float, default=0.05, help="of hostile submissions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args(arguments)
    found = 0
    for name in options.homework:
        assignment = load_assignment(load_course(_ROOT), name)
        submissions = class_of(assignment, options.size, options.share, options.seed)
        for line in compare(assignment, submissions, options.workers, options.seed):
            print(line, flush=True)
            found += line.startswith("  ")
    print("nothing differs" if not found else f"{found} differences")
    return int(found > 0)


def compare(assignment: Assignment, submissions: Sequence[Entry], workers: Sequence[int], seed: int) -> list[str]:
    """What was graded, and, indented, each difference to a class without the hostile submissions."""
    innocent = [one for one in submissions if not one.hostile]
    alone, seconds = grade_all(assignment, innocent, workers[0], seed)
    lines = [f"{assignment.name}: {len(innocent)} alone, {workers[0]} at a time: {seconds:.0f} s"]
    for count in workers:
        together, seconds = grade_all(assignment, submissions, count, seed)
        lines.append(f"{assignment.name}: {len(submissions)} together, {count} at a time: {seconds:.0f} s")
        for one in submissions:
            grading = together[one.name]
            lines += faults_of(grading, one) if one.hostile else differences(alone[one.name], grading, one)
        hostile = [together[one.name] for one in submissions if one.hostile]
        verdicts = Counter(outcome.verdict.value for grading in hostile for outcome in grading.outcomes)
        lines.append(f"{assignment.name}: the hostile ones' verdicts: {dict(verdicts)}")
    return lines


def grade_all(
    assignment: Assignment, submissions: Sequence[Entry], workers: int, seed: int
) -> tuple[dict[str, Grading], float]:
    """The gradings by name, and how long it took; everyone's hidden data depend on the name alone."""
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, allow_degraded=True, workers=workers) as grader:
        Path(folder).chmod(0o755)

        def graded(one: Entry) -> Grading:
            work = Path(folder) / one.name.replace("/", "-")
            _write(work / "submission", one.files)
            (work / "into").mkdir()
            submission = receive(work / "submission", assignment, work / "into")
            return grader.grade(submission, seed=seed + sum(map(ord, one.name)))

        start = time.monotonic()
        with ThreadPoolExecutor(workers) as pool:
            gradings = dict(zip([one.name for one in submissions], pool.map(graded, submissions), strict=True))
        return gradings, time.monotonic() - start


def differences(alone: Grading, together: Grading, one: Entry) -> list[str]:
    """What an innocent student got otherwise, because others attacked."""
    said = {outcome.check.id: _told(outcome) for outcome in together.outcomes}
    lines = []
    for outcome in alone.outcomes:
        if (found := said.get(outcome.check.id)) != (expected := _told(outcome)):
            lines.append(f"  {one.name}: {outcome.check.id}: {found}, alone {expected}")
    return lines + ([f"  {one.name}: {withheld}"] if (withheld := score(together).withheld) else [])


def _told(outcome: Outcome) -> tuple[str, float, str, str]:
    """What a student gets; the addresses of objects, which pytest's messages may name, differ from run to run."""
    message = _ADDRESS.sub("0x…", outcome.message)
    return outcome.verdict.value, outcome.earned, message, outcome.hint or ""


def faults_of(grading: Grading, one: Entry) -> list[str]:
    """Where a hostile submission got what is not its own failure."""
    lines = [
        f"  {one.name}: {outcome.check.id}: {outcome.verdict.value}: {outcome.message} {outcome.staff}"
        for outcome in grading.outcomes
        if outcome.verdict is Verdict.GRADER_ERROR
    ]
    if all(outcome.verdict is Verdict.PASSED for outcome in grading.outcomes):
        lines.append(f"  {one.name}: it passed, so it is no attack")
    return lines + ([f"  {one.name}: {withheld}"] if (withheld := score(grading).withheld) else [])


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
