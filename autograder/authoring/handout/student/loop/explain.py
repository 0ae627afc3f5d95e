"""Why a test did not pass: a word, the message, your line, and the line of the test with the values in it."""

from __future__ import annotations

import ast
import linecache
import re
import reprlib
import traceback
from pathlib import Path
from typing import Any

MOST_LINES = 40
_FRAME = re.compile(r'File "(.+)", line (\d+) in (.+)')
NOT_YOURS = ("homework.py", "conftest.py")


def explained(excinfo: Any, here: Path) -> tuple[str, str]:
    """A word for what became of a test, and the reason in lines."""
    name, text = excinfo.type.__name__, str(excinfo.value)
    if name == "Skipped":
        return "skipped", text
    if excinfo.type is NotImplementedError:
        return "not started", text
    if name == "NotJudged":
        return "not judged", shortened(text.replace("not judged: ", "", 1))
    if "reading from stdin while output is captured" in text:
        text = "your code waits for somebody to type (input, or sys.stdin), and in a test nobody does"
    elif name == "AssertionError":
        text = without_the_comparison(text)
    elif name != "Failed":
        text = f"{name}: {text}" if text else name
    return "FAILED", shortened(text) + your_line(excinfo.tb, here) + test_line(excinfo.tb, here)


def without_the_comparison(text: str) -> str:
    """The message that a test's author wrote, without what pytest adds below it.

    pytest repeats the comparison: `assert False`, `where False = <function allclose at 0x…>(…)`, "Use -v to get more
    diff". The test's line and its values are shown anyway. Without a message of its own the text begins with `assert`.
    """
    return re.split(r"\n(?=assert )", text, maxsplit=1)[0]


def your_line(trace: Any, here: Path) -> str:
    """The last line of the traceback that stands in a file of yours."""
    found = ""
    for frame in traceback.extract_tb(trace):
        path = Path(frame.filename)
        if path.parent == here and path.name not in NOT_YOURS:
            found = f"\n{path.name}, line {frame.lineno}, in {frame.name}:\n    {frame.line}"
    return found


def test_line(trace: Any, here: Path) -> str:
    """The last line in a test file: where it is, what it says, and the values of the names in it."""
    found = ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.parent == here / "tests" and path.name.startswith("test_"):
            source = " ".join(statement(path, trace.tb_lineno).split())
            values = "".join(f"\n    {name} = {value}" for name, value in values_in(source, trace.tb_frame.f_locals))
            found = f"\n{path.parent.name}/{path.name}:{trace.tb_lineno}: {source[:200]}{values}"
        trace = trace.tb_next
    return found


def statement(path: Path, line: int) -> str:
    """The innermost statement that a line belongs to, or the line itself."""
    source = "".join(linecache.getlines(str(path)))
    try:
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    except (SyntaxError, ValueError):
        return linecache.getline(str(path), line).strip()
    around = [node for node in nodes if node.lineno <= line <= (node.end_lineno or node.lineno)]
    simple = [node for node in around if not hasattr(node, "body")]
    text = ast.get_source_segment(source, simple[-1]) if simple else None
    return text or linecache.getline(str(path), line).strip()


def values_in(source: str, variables: dict[str, Any]) -> list[tuple[str, str]]:
    """Short values of the plain names in a statement: what your function was called with, and what came of it."""
    shorten = reprlib.Repr()
    shorten.maxother = shorten.maxstring = shorten.maxlong = 160
    try:
        names = [node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    except SyntaxError:
        return []
    shown = []
    for name in dict.fromkeys(names):
        if name in variables and not callable(variables[name]) and type(variables[name]).__name__ != "module":
            try:
                shown.append((name, " ".join(shorten.repr(variables[name]).split())))
            except Exception:  # an object of yours that cannot be shown is no reason to say nothing
                continue
    return shown[:6]


def at_fault(error: Any, here: Path) -> tuple[str, int, str]:
    """Of an error while files were imported: the last file of this folder that it names, the line, and what it is.

    What it is stays "" unless the file is no Python: then nothing else of a report is worth reading.
    """
    error = error.__cause__ or error  # pytest wraps some
    frames = [(Path(frame.filename), frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    what = ""
    if isinstance(error, SyntaxError) and error.filename:
        frames, what = [*frames, (Path(error.filename), error.lineno or 0)], error.msg
    ours = [(path.relative_to(here).as_posix(), line) for path, line in frames if path.is_relative_to(here)]
    file, line = ours[-1] if ours else ("", 0)
    return file, line, what if file else ""


def essence(report: str) -> str:
    """Of pytest's report about a file that cannot be imported: the error, and the lines of files in this folder."""
    lines = [line for line in report.splitlines() if line.startswith("E ") or line.split(":")[0].endswith(".py")]
    ours = [line for line in lines if line.startswith("E ") or not Path(line.split(":")[0]).is_absolute()]
    return shortened("\n".join(line for line in ours if not line.startswith("..")) or report)


def shortened(text: str, most: int = MOST_LINES) -> str:
    """A text without its middle, and no line of it endless."""
    lines = [one if len(one) <= 400 else f"{one[:400]} … {len(one) - 400} more characters" for one in text.splitlines()]
    return "\n".join(lines if len(lines) <= most else [*lines[: most // 2], "...", *lines[-most // 2 :]])


def where_it_hung(dump: str, here: Path) -> str:
    """Of the stacks that were written when the time was over: your line, or "" where none of yours was running."""
    for file, line, name in _FRAME.findall(dump):
        path = Path(file)
        if path.parent == here and path.name not in NOT_YOURS:
            source = linecache.getline(str(path), int(line)).strip()
            return f"{path.name}, line {line}, in {name}:\n    {source}"
    return ""
