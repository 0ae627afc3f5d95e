"""What of a batch breaks first when a class grows to 100,000: `python -m bench.mooc [SIZE …]`.

Batches of growing size are run with stored outcomes of one homework in place of running checks, each step in a process
of its own. Seconds and memory per submission come from the two largest; from these, the sizes at which a machine's
memory, a folder or a night is full.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from autograder.batch.engines.threads import ThreadEngine
from autograder.batch.options import Options
from autograder.batch.run import run_batch
from autograder.batch.store import read_batch
from autograder.config import load_assignment, load_course
from autograder.intake.exports import read_export
from bench.batch import Copies, Silent, copy_of_course
from bench.whole import ROOT
from tools.generated_class import generate

HOMEWORK, TARGET = "hw1_autodiff", 100_000
MEMORY, NIGHT = 8 << 30, 12 * 3600.0
_STEPS = ("grade", "again", "read")


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        copy_of_course(HOMEWORK, folder / "course")
        assignment = load_assignment(load_course(folder / "course"), HOMEWORK)
        source = generate(assignment, folder / "class", 6, seed=5, kinds={"right": 1, "two mistakes": 2}).folder
        (folder / "unpacked").mkdir()
        export = read_export(source, folder / "unpacked")
        run_batch_of = Options(datetime.now(timezone.utc))
        with ThreadEngine(assignment, 2, allow_degraded=True) as engine:
            batch = run_batch(assignment, export, folder / "real", engine, run_batch_of, Silent()).batch
        single = sum(entry.seconds for entry in batch.entries) / len(batch.entries)
        told = {size: _measured(folder, size) for size in sizes}
    small, large = sorted(told)[-2:]
    print(f"checks themselves: {single:.1f} s of one slot each, {single * TARGET / 3600:.0f} slot-hours for {TARGET:,}")
    for step in _STEPS:
        (s1, m1), (s2, m2) = told[small][step], told[large][step]
        seconds, memory = (s2 - s1) / (large - small), (m2 - m1) / (large - small)
        full = f"{int((MEMORY - m2) / memory) + large:,}" if memory > 0 else "any size"
        at_target = (m2 + memory * (TARGET - large)) / (1 << 30)
        print(f"{step}: {seconds * 1e3:.1f} ms and {memory / 1024:.1f} KiB for each more submission")
        print(f"  for {TARGET:,}: {seconds * TARGET / 60:.0f} min, {at_target:.1f} GiB")
        print(f"  8 GiB are full at {full}; a night of 12 h at {int(NIGHT / seconds):,}")
    print(f"batch.json: {told[large]['json'][0] * TARGET / large / (1 << 20):.0f} MiB for {TARGET:,}")


def _measured(folder: Path, size: int) -> dict[str, tuple[float, float]]:
    """By step: seconds, and the peak of its process in bytes; and the size of batch.json."""
    for leftover in ("many", "stored"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
    solution = (folder / f"course/reference_solutions/{HOMEWORK}/solution/autodiff.py").read_text(encoding="utf-8")
    for number in range(size):
        (folder / "many" / f"student{number}").mkdir(parents=True)
        (folder / "many" / f"student{number}" / "autodiff.py").write_text(f"{solution}# {number}\n", encoding="utf-8")
    told = {}
    for step in _STEPS:
        command = [sys.executable, "-m", "bench.mooc", "--step", step, str(folder)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        told[step] = tuple(json.loads(ran.stdout))
    told["json"] = ((folder / "stored" / "batch.json").stat().st_size, 0.0)
    return told


def _step(step: str, folder: Path) -> None:
    assignment = load_assignment(load_course(folder / "course"), HOMEWORK)
    begun = time.perf_counter()
    if step == "read":
        read_batch(folder / "stored")
    else:
        gradings = [entry.grading for entry in read_batch(folder / "real").entries if entry.grading]
        export = read_export(folder / "many", folder / "unpacked")
        options = Options(datetime.now(timezone.utc))
        run_batch(assignment, export, folder / "stored", Copies(gradings), options, Silent())
    seconds = time.perf_counter() - begun
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        _step(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(size) for size in sys.argv[1:]] or [500, 1000, 2000])
