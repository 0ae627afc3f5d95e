"""Draws the pictures of README and the documents from real runs: docs/pictures/*.svg.

    python -m tools.pictures

A student's result is that of a submission made up here: hw1's solution with one known mistake and one function that is
not started. What is shown is what students may see. The class of the class report is made up, too. Needs
reference_solutions/; takes some ten seconds.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from autograder.authoring.handout.build import build_handout
from autograder.authoring.source.mistakes import read_mistakes, splice_files
from autograder.authoring.source.starter import blank_one, solution_texts
from autograder.config import load_assignment, load_course
from tools import gradescope_picture
from tools.class_picture import class_report

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
HOMEWORK, FILE, MISTAKE, LEFT_OUT = "hw1_autodiff", "autodiff.py", "linear_bias_gradient_averaged", "train"
WIDTH = 100  # columns
_WHITE, _INK = (255, 255, 255), (28, 30, 33)
_COLOURS = [
    _INK,
    (170, 30, 40),
    (30, 110, 50),
    (138, 90, 0),
    (31, 78, 121),
    (139, 34, 82),
    (20, 110, 120),
    (90, 98, 112),
]
_THEME = TerminalTheme(_WHITE, _INK, _COLOURS)
#: Rich's own has fonts in it that are loaded from elsewhere.
_FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def submission(folder: Path) -> Path:
    """The files of the made-up submission."""
    assignment = load_assignment(load_course(ROOT), HOMEWORK)
    (mistake,) = [one for one in read_mistakes(assignment) if one.name == MISTAKE]
    texts = splice_files(solution_texts(assignment), mistake)
    text = blank_one(texts[FILE], LEFT_OUT, FILE, FILE)
    folder.mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def student_result(folder: Path) -> str:
    """What `autograder grade` shows of it, as far as students may see it."""
    arguments = [
        "grade",
        HOMEWORK,
        str(submission(folder / "submission")),
        "--target",
        "ci",
        "--seed",
        "1",
        "--allow-degraded",
    ]
    said = run([sys.executable, "-m", "autograder", *arguments, "--out", str(folder / "out")], ROOT)
    lines = said.rstrip().splitlines()
    return "\n".join(line for line in lines[:-1] if "/submission" not in line).rstrip() + "\n"


def gradescope(folder: Path, published: bool) -> str:
    """How Gradescope shows its results to the student."""
    sent, out = submission(folder / "submission"), folder / "out"
    arguments = ["grade", HOMEWORK, str(sent), "--seed", "1", "--allow-degraded", "--out", str(out)]
    run([sys.executable, "-m", "autograder", *arguments], ROOT)
    return gradescope_picture.drawn((out / "results.json").read_bytes(), published)


def student_loop(folder: Path) -> str:
    """What `python homework.py` shows of it in an unpacked handout."""
    assignment = load_assignment(load_course(ROOT), HOMEWORK)
    content = build_handout(assignment, None)[f"{HOMEWORK}.zip"]
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    (folder / HOMEWORK / FILE).write_bytes((submission(folder / "mine") / FILE).read_bytes())
    return "$ python homework.py\n" + run([sys.executable, "homework.py"], folder / HOMEWORK)


def run(command: list[str], folder: Path) -> str:
    """What a command prints, in colours and of a fixed width."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise SystemExit(done.stderr)
    return done.stdout


def picture(said: str, name: str) -> str:
    """A terminal's text as an SVG that loads nothing."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(said))
    return console.export_svg(title="", theme=_THEME, code_format=_FORMAT, unique_id=name)


#: name -> draws it, given an empty folder
PICTURES: dict[str, Callable[[Path], str]] = {
    "student-result": lambda folder: picture(student_result(folder), "student-result"),
    "student-loop": lambda folder: picture(student_loop(folder), "student-loop"),
    "class-report": lambda folder: class_report(),
    "gradescope-before": lambda folder: gradescope(folder, published=False),
    "gradescope-after": lambda folder: gradescope(folder, published=True),
}


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            svg = draw(Path(folder))
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"docs/pictures/{name}.svg: {len(svg)} bytes")


if __name__ == "__main__":
    main()
