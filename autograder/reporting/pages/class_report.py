"""The report of a class: its pages one after another, each with its path."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from autograder.model import Assignment, Batch, BatchEntry, Check, Outcome, Remark
from autograder.reporting.own_failures import own_failures
from autograder.reporting.pages.figures import CheckFigures, check_figures, current, histogram, piece_figures, spread
from autograder.reporting.pages.figures import scores as scores_of
from autograder.reporting.pages.history import growth, histories
from autograder.reporting.pages.matrix import ROW_HEIGHT, SHADES, matrix
from autograder.reporting.pages.messages import mistakes_in
from autograder.reporting.pages.sources import sources_of
from autograder.reporting.pages.svg import growth_svg, histogram_svg, line_svg
from autograder.reporting.pages.templates import check_page, drawn, environment, late, style, submission_page
from autograder.reporting.pages.unstable import unstable
from autograder.scoring.compare import score_of, who_of

_MOST_MISTAKES = 15
_MOST_UNGRADED = 40
_LARGE = 300  # submissions


@dataclass(frozen=True)
class Room:
    """How much the page of a check shows: messages, characters of each, links to submissions that got it."""

    messages: int
    longest: int
    links: int


#: A large class has shorter lists, or its report would be too large to send.
_SMALL_CLASS, _LARGE_CLASS = Room(30, 1000, 12), Room(8, 200, 2)


class ClassReport:
    """All pages about one batch.

    Args:
        others: entries of other batches of the same homework, to find flaky checks.

    Attributes:
        checks: the figures of each check, in their order.

    Raises:
        InputError: Jinja is not installed.
    """

    def __init__(self, assignment: Assignment, batch: Batch, others: Sequence[BatchEntry] = ()) -> None:
        self._assignment, self._batch = assignment, batch
        self._templates = environment()
        self._entries = sorted(current(batch), key=lambda entry: (-(score_of(entry) or -1.0), who_of(entry)))
        self.checks = check_figures(batch.checks, self._entries)
        self._histories = histories(batch)
        self._unstable = unstable([*batch.entries, *others])
        self._possible = sum(check.points for check in batch.checks)
        self._zone = ZoneInfo(assignment.course.time_zone)
        self._room = _LARGE_CLASS if len(self._entries) > _LARGE else _SMALL_CLASS
        self._indices = {check.id: index for index, check in enumerate(batch.checks)}

    def overview(self) -> Iterator[tuple[str, bytes]]:
        """All pages except those of single submissions and the list of them."""
        yield "style.css", style().encode()
        yield "index.html", self._index()
        for index, row in enumerate(self.checks):
            yield check_page(index), self._check(row)

    def submissions(self) -> Iterator[tuple[str, bytes]]:
        """A page for each submission, including earlier ones, and the list of them."""
        earlier = (entry for entry in self._batch.entries if not entry.submission.is_latest)
        dated = any(entry.submission.submitted for entry in self._batch.entries)
        entries = [*self._entries, *earlier]
        yield "submissions/index.html", self._page("submissions.html", "../", entries=entries, dated=dated)
        for entry in self._batch.entries:
            yield submission_page(entry), self._submission(entry)

    def _index(self) -> bytes:
        known, steps = scores_of(self._entries), growth(self._histories)
        mistakes, pieces = self._mistakes(), piece_figures(self._assignment, self._entries)
        ungraded = [entry for entry in self._entries if score_of(entry) is None]
        return self._page(
            "index.html",
            "",
            batch=self._batch,
            statuses=_statuses(self._entries),
            spread=spread(known),
            histogram=drawn(histogram_svg(histogram(known, self._possible))),
            matrix=matrix(self._assignment, self._batch.checks, self._entries),
            shades=SHADES,
            row_height=ROW_HEIGHT,
            pieces=pieces,
            untouched=[row for row in pieces if row.unstarted == row.of],
            checks=self.checks,
            mistakes=mistakes[:_MOST_MISTAKES],
            more_mistakes=max(0, len(mistakes) - _MOST_MISTAKES),
            growth=drawn(growth_svg(steps, self._possible)),
            steps=steps,
            unstable=self._unstable,
            late=sum(bool(late(entry)) for entry in self._entries),
            failures=own_failures(self._entries),
            ungraded=ungraded[:_MOST_UNGRADED],
            more_ungraded=max(0, len(ungraded) - _MOST_UNGRADED),
        )

    def _mistakes(self) -> list[tuple[str, int]]:
        """Known mistakes that hints name, in how many submissions."""
        gradings = [entry.grading for entry in self._entries if entry.grading]
        named = ({name for one in grading.outcomes for name in mistakes_in(one.hint)} for grading in gradings)
        return sorted(Counter(name for names in named for name in names).items(), key=lambda pair: (-pair[1], pair[0]))

    def _check(self, row: CheckFigures) -> bytes:
        rare = row.messages[self._room.messages :]
        return self._page(
            "check.html",
            "../",
            row=row,
            messages=row.messages[: self._room.messages],
            room=self._room,
            more_messages=len(rare),
            more_entries=sum(len(message.entries) for message in rare),
        )

    def _submission(self, entry: BatchEntry) -> bytes:
        history = self._histories.get(entry.submission.latest or entry.submission.id, ())
        sources, no_source = sources_of(entry, self._assignment)
        outcomes = entry.grading.outcomes if entry.grading else ()
        return self._page(
            "submission.html",
            "../",
            entry=entry,
            full=sum(outcome.has_full_marks for outcome in outcomes),
            command=repeat_command(entry, self._batch.assignment),
            remarks=list(_remarks(entry)),
            history=history,
            line=drawn(line_svg([score_of(one) for one in history], self._possible)),
            checks=list(self._by_piece(entry)),
            sources=sources,
            no_source=no_source,
            classes={"+": "a", "-": "d", "@": "h"},
        )

    def _by_piece(self, entry: BatchEntry) -> Iterator[tuple[str, list[tuple[int, Check, Outcome | None]]]]:
        """The checks of a submission by piece, each with its index among all and its outcome."""
        if entry.grading is None:
            return
        by_id = {outcome.check.id: outcome for outcome in entry.grading.outcomes}
        grouped: dict[str, list[tuple[int, Check, Outcome | None]]] = {}
        for check in entry.grading.checks:
            piece = self._assignment.piece_of(check.number)
            title = f"{piece.number} {piece.name}" if piece else "Other checks"
            grouped.setdefault(title, []).append((self._indices[check.id], check, by_id.get(check.id)))
        yield from grouped.items()

    def _page(self, template: str, top: str, **values: Any) -> bytes:
        given = {"top": top, "assignment": self._assignment, "possible": self._possible, "zone": self._zone}
        return self._templates.get_template(template).render(given, **values).encode()


def repeat_command(entry: BatchEntry, assignment: str) -> str:
    """The command that grades a submission again with the same hidden data; empty if there is nothing to grade."""
    source = entry.submission.source
    if source is None:
        return ""
    seed = ["--seed", str(entry.grading.run.seed)] if entry.grading else []
    return shlex.join(["autograder", "grade", assignment, str(source), *seed])


def _statuses(entries: Sequence[BatchEntry]) -> dict[str, int]:
    """How many were graded, refused and withheld; without a score for another reason counts as withheld."""
    found = Counter(entry.status.value for entry in entries)
    return {"graded": found["graded"], "refused": found["refused"], "withheld": found["withheld"]}


def _remarks(entry: BatchEntry) -> Iterator[str]:
    """What staff should look at: in the export, in the code, and what students were told about the whole."""
    yield from entry.submission.remarks
    if entry.grading:
        yield from map(_remark, entry.grading.remarks)
        yield from entry.grading.notes


def _remark(remark: Remark) -> str:
    where = f"{remark.file}, line {remark.line}: " if remark.line else f"{remark.file}: " if remark.file else ""
    return f"{where}{remark.text}{f' ({remark.rule}: {remark.why})' if remark.rule else ''}"
