"""Whether a handout must be rebuilt: a digest of everything it is made from, kept beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from autograder.authoring.source.handout_files import contents
from autograder.files import files_below, replace_file
from autograder.model import Assignment

_TOOLS = ("pypandoc_binary", "typst", "jinja2")


def digest_of_inputs(assignment: Assignment) -> str:
    """A digest of the course's and the homework's files, the secrets, the theme, our code, and the tools' versions."""
    root = assignment.course.root
    ours = Path(__file__).parents[1]
    digest = hashlib.sha256(" ".join(version(tool) for tool in _TOOLS).encode())
    course = [root / "assignments" / "course.yaml", assignment.public / "assignment.yaml"]
    course.append(root / "records" / "roster.csv")  # no address in it may be in the handout
    for label, path in (
        *((entry.path, entry.source) for entry in contents(assignment)),
        *_labelled([*course, root / "handouts" / f"{assignment.name}.md"], root),
        *_labelled(files_below(root / "handouts" / "theme"), root),
        *_labelled(sorted((root / "handouts" / "figures").glob("*.svg")), root),
        *_labelled(files_below(root / "reference_solutions"), root),
        *_labelled(files_below(ours), ours),
    ):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{label}\0{path.is_file()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_fresh(assignment: Assignment, folder: Path, inputs: str) -> bool:
    """Whether `folder` holds the handout made from these inputs, every byte of it."""
    try:
        kept = json.loads(_stamp(assignment, folder).read_text(encoding="utf-8"))
        return bool(kept["inputs"] == inputs) and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
            for name, expected in kept["outputs"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write_handout(assignment: Assignment, folder: Path, inputs: str, handout: Mapping[str, bytes]) -> None:
    """Write the files, each in one step, and record the digest of their inputs."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in handout.items()}
    stamp = json.dumps({"inputs": inputs, "outputs": outputs}).encode()
    _stamp(assignment, folder).unlink(missing_ok=True)
    for path, content in (
        *((folder / name, content) for name, content in handout.items()),
        (_stamp(assignment, folder), stamp),
    ):
        replace_file(path, content)


def _stamp(assignment: Assignment, folder: Path) -> Path:
    return folder / f".{assignment.name}.json"


def _labelled(paths: Iterable[Path], root: Path) -> Iterator[tuple[str, Path]]:
    for path in paths:
        yield path.relative_to(root).as_posix(), path
