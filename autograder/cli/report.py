"""The report on one submission in a terminal: what is wrong and why, piece by piece, then the score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from rich.console import Console
from rich.text import Text

from autograder.model import Assignment, Check, Grading, Mode, Outcome, Piece, Run, Score, Submission, Verdict
from autograder.reporting.gradescope import shown_text, verdict_word
from autograder.reporting.summary import (
    inside_line,
    is_unstarted,
    run_lines,
    score_line,
    submission_lines,
    withheld_line,
)
from autograder.scoring import shown_at_once
from autograder.text import listed, many, one_line, plain, points

_WIDEST = 100
_MOST_LINES = 14
_INDENT = 8
_AMOUNT = 9
_OTHER = "Other checks"
_MARKS = {"full": ("✓", "green"), "part": ("✗", "red"), "none": ("–", "dim"), "fault": ("!", "yellow")}
_ASCII = {"full": "+", "part": "x", "none": "-", "fault": "!"}


def print_report(
    console: Console,
    assignment: Assignment,
    grading: Grading,
    score: Score,
    submission: Submission | None = None,
    reveal: bool = False,
    results: str = "results.json",
) -> None:
    """Print the results of one submission, without colours if the console is no terminal.

    Args:
        reveal: print everything, for staff; otherwise only what the student may see at once.
        results: the name of the file that holds texts too long to print.
    """
    _Report(console, assignment, grading, reveal, results).print(score, submission)


class _Report:
    """One report on one console."""

    def __init__(self, console: Console, assignment: Assignment, grading: Grading, reveal: bool, results: str) -> None:
        self._console, self._assignment, self._all, self._reveal = console, assignment, grading, reveal
        self._grading = grading if reveal else shown_at_once(grading)
        self._results = results
        self._width = min(console.width, _WIDEST)
        self._unicode = console.encoding.lower().startswith("utf")
        self._numbers = max((len(piece.number) for piece in assignment.pieces), default=1)
        self._outcomes = {outcome.check.id: outcome for outcome in self._grading.outcomes}
        self._last = ""

    def print(self, score: Score, submission: Submission | None) -> None:
        self._line(self._assignment.title, "bold")
        if submission is not None:
            self._line(one_line(submission.source), "dim")
            for sentence in submission_lines(submission):
                self._line(sentence, "dim")
        for sentence in run_lines(self._grading):
            self._line(sentence, "bold")
        self._line()
        for piece in (*self._assignment.pieces, None):
            checks = [check for check in self._grading.checks if self._assignment.piece_of(check.number) == piece]
            if checks:
                self._piece(piece, checks)
        self._line()
        self._summary(score)
        if self._reveal:
            self._remarks()

    def _piece(self, piece: Piece | None, checks: Sequence[Check]) -> None:
        outcomes = [self._outcomes[check.id] for check in checks if check.id in self._outcomes]
        earned, possible = fsum(outcome.earned for outcome in outcomes), fsum(check.points for check in checks)
        unstarted, state = is_unstarted(outcomes), _state(checks, outcomes)
        kind = "none" if unstarted else state
        title = f"{piece.number:>{self._numbers}}  {piece.name}" if piece else _OTHER
        note = "not started" if unstarted else ""
        self._row(kind, title, note, f"{points(earned)} / {points(possible)}", bold=kind == "part")
        if unstarted and state != "fault":
            return
        for check in checks:
            self._check(check, self._outcomes.get(check.id))

    def _check(self, check: Check, outcome: Outcome | None) -> None:
        if check.id in self._grading.run.postponed:
            self._detail(check, "runs after the due date", Text())
        elif outcome is None:
            self._detail(check, "has not run", Text())
        elif not outcome.has_full_marks:
            self._detail(check, _label(outcome), self._explanation(outcome))

    def _detail(self, check: Check, label: str, body: Text) -> None:
        earned = self._outcomes[check.id].earned if check.id in self._outcomes else 0.0
        lead = Text(" " * 6 + (f"{check.number}  " if check.number else ""), "dim")
        amount = Text(f"{points(earned)} / {points(check.points)}", "dim")
        self._entry(lead, Text(one_line(check.title)), label, amount)
        if body:
            same = body.plain == self._last and "\n" in body.plain
            self._wrapped(Text("the same as above", "dim") if same else body, _INDENT)
            self._line()
        self._last = body.plain

    def _explanation(self, outcome: Outcome) -> Text:
        """What to print below a check's title; a hidden check's one word stands in its label already."""
        if outcome.not_started and not self._reveal:
            return Text()
        if not self._reveal:
            return Text(self._shortened("" if outcome.check.secret else shown_text(outcome), self._results))
        parts = [plain(part).strip() for part in (outcome.message, outcome.hint and f"Hint: {outcome.hint}")]
        if outcome.output.strip():
            whole = "outcomes.jsonl" if outcome.check.secret else self._results
            parts.append(self._shortened(f"It printed:\n{plain(outcome.output).rstrip()}", whole))
        if outcome.verdict is Verdict.GRADER_ERROR or not outcome.message:
            parts.append(plain(outcome.staff).strip())
        elif outcome.reason:
            parts.append(f"For staff: {plain(outcome.reason)}")
        return Text("\n\n".join(part for part in parts if part))

    def _shortened(self, text: str, whole: str) -> str:
        """What a few lines of the terminal hold of a text, how much was left out, and the file that has all of it."""
        lines, room = text.split("\n"), _MOST_LINES
        for count, line in enumerate(lines):
            rows, is_whole = self._rows(line, room)
            if not is_whole:
                cut = ["\n".join(rows)] if rows else []
                more = len(lines) - count - len(cut)
                left = ["the rest of this line"] * len(cut) + [many(more, "more line")] * (more > 0)
                return "\n".join([*lines[:count], *cut, f"… {listed(left)} in {whole}"])
            room -= len(rows)
        return text

    def _rows(self, line: str, most: int) -> tuple[list[str], bool]:
        """At most `most` of the lines that one line of a text is in the terminal, and whether these are all."""
        width = max(self._width - _INDENT, 1)
        start = line[: (most + 1) * width]
        rows = [row.plain.rstrip() for row in Text(start).wrap(self._console, width)] or [""]
        return rows[:most], len(rows) <= most and start == line

    def _remarks(self) -> None:
        """What the assignment's rules have found; they never cost points."""
        for remark in self._grading.remarks:
            line = f", line {remark.line}" if remark.line else ""
            where = f"{one_line(remark.file)}{line}: " if remark.file else ""
            reason = f" {remark.rule}: {remark.why}" if remark.rule else ""
            self._line(f"For staff:{reason} ({where}{plain(remark.text)})", "dim")

    def _summary(self, score: Score) -> None:
        if score.withheld:
            self._line(withheld_line(score), "bold yellow")
        elif self._reveal:
            self._line(f"Score: {points(score.earned)} of {points(score.possible)} points", "bold")
            if score.pending:
                self._line(f"Students see: {score_line(score, self._all.checks)}.")
        else:
            self._line(f"{score_line(score, self._all.checks)}.", "bold")
        self._line(_counts(self._grading.outcomes))
        if self._reveal and (line := inside_line(self._all.checks)):
            self._line(line, "yellow")
        if self._reveal:
            self._circumstances(self._grading.run)
        elif not_shown := len(self._all.checks) - len(self._grading.checks):
            self._line(f"{many(not_shown, 'check')} not shown here.", "dim")

    def _circumstances(self, run: Run) -> None:
        self._line(f"Sandbox mode {run.mode.value}, seed {run.seed}.", "dim")
        if run.mode is not Mode.FULL and run.gaps:
            self._line(f"Not protected here: {'; '.join(run.gaps)}.", "dim")

    def _row(self, kind: str, title: str, note: str, amount: str, bold: bool) -> None:
        mark, colour = _MARKS[kind]
        lead = Text(f"{mark if self._unicode else _ASCII[kind]}  ", colour)
        self._entry(lead, Text(title, "bold" if bold else ""), note, Text(amount, colour))

    def _entry(self, lead: Text, title: Text, note: str, amount: Text) -> None:
        """A line that ends in a note and the points; a title too long for it goes on below itself."""
        right = Text.assemble((note, "dim"), "  ", " " * max(0, _AMOUNT - len(amount)), amount)
        room = max(self._width - len(lead) - len(right) - 2, 1)
        first, *rest = title.wrap(self._console, room)
        first.rstrip()
        self._console.print(Text.assemble(lead, first, " " * (room + 2 - len(first)), right), soft_wrap=True)
        for line in rest:
            line.rstrip()
            self._console.print(Text(" " * len(lead)).append_text(line), soft_wrap=True)

    def _line(self, text: str = "", style: str = "") -> None:
        self._wrapped(Text(text, style), 0)

    def _wrapped(self, text: Text, indent: int) -> None:
        for line in text.wrap(self._console, self._width - indent):
            line.rstrip()
            self._console.print(Text(" " * indent).append_text(line) if line else Text())


def _state(checks: Sequence[Check], outcomes: Sequence[Outcome]) -> str:
    if any(outcome.verdict is Verdict.GRADER_ERROR for outcome in outcomes):
        return "fault"
    full = all(outcome.has_full_marks for outcome in outcomes)
    return "full" if full and len(outcomes) == len(checks) else "part"


def _label(outcome: Outcome) -> str:
    if outcome.not_started and not outcome.check.secret:
        return "not started"
    word = verdict_word(outcome)
    return f"hidden: {word}" if outcome.check.secret else word


def _counts(outcomes: Iterable[Outcome]) -> str:
    """How many checks ended in which way."""
    words = [_counted_as(outcome) for outcome in outcomes]
    counted = list(_each(words))
    return f"{many(len(words), 'check')}: {', '.join(counted)}." if counted else "No check has run."


def _counted_as(outcome: Outcome) -> str:
    return "not started" if outcome.not_started else verdict_word(outcome)


def _each(words: Sequence[str]) -> Iterator[str]:
    for word in dict.fromkeys(words):
        yield f"{words.count(word)} {word}"
