"""Templates that escape their input, fail on missing input, and make control characters visible."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from autograder import DISTRIBUTION
from autograder.errors import InputError
from autograder.model import BatchEntry, Status
from autograder.reporting.gradescope import verdict_word
from autograder.scoring.compare import score_of, signed, who_of
from autograder.text import many, one_line, plain, points

if TYPE_CHECKING:
    import jinja2

_MOST_LINKS = 12


def environment() -> jinja2.Environment:
    """The pages' templates, and the functions that they use.

    Raises:
        InputError: Jinja is not installed.
    """
    try:
        import jinja2
    except ImportError:
        remedy = f"run 'pip install {DISTRIBUTION}[authoring]'"
        raise InputError("report", "Jinja is not installed", remedy) from None
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
    )
    made.globals.update(_FUNCTIONS)
    return made


def drawn(svg: str) -> Any:
    """A drawing of ours, which holds numbers only: it is no text to be escaped."""
    from markupsafe import Markup

    return Markup(svg)


def style() -> str:
    """The style sheet of all pages."""
    return _template("style.css")


def check_page(index: int) -> str:
    """The path of a check's page, by the check's index."""
    return f"checks/{index + 1:03}.html"


def submission_page(entry: BatchEntry) -> str:
    """The path of a submission's page; a submission's id is safe as a file name."""
    return f"submissions/{page_name(entry)}"


def page_name(entry: BatchEntry) -> str:
    """The name of that page, as an address."""
    return quote(f"{entry.submission.id}.html", safe="")


def percent(part: float) -> str:
    """A fraction as a percentage; 100 % only for 1 itself.

    >>> percent(0.5), percent(0.999), percent(1.0), percent(0.001), percent(0.0)
    ('50 %', '99 %', '100 %', '1 %', '0 %')
    """
    rounded = round(part * 100)
    return f"{min(max(rounded, 1), 99) if 0 < part < 1 else rounded} %"


def seconds(value: float) -> str:
    """A time with a unit, from seconds.

    >>> seconds(0.0123), seconds(2.345), seconds(123.4)
    ('12 ms', '2.3 s', '123 s')
    """
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def moment(when: datetime, zone: tzinfo | None = None) -> str:
    """A moment with its time zone, or on the clocks of another one."""
    when = when.astimezone(zone) if zone else when
    return f"{when:%Y-%m-%d %H:%M} {when.tzname() or ''}".rstrip()


def brief(when: datetime | None, zone: tzinfo) -> str:
    """Day and time of a moment on the clocks of `zone`; "" where it is not known."""
    return f"{when.astimezone(zone):%m-%d %H:%M}" if when else ""


def late(entry: BatchEntry) -> str:
    """How long after its own due date a submission came; "" where it did not, or nobody knows."""
    submitted, due = entry.submission.submitted, entry.submission.due
    return "" if submitted is None or due is None or submitted <= due else f"{_span(submitted - due)} late"


def _span(time: timedelta) -> str:
    """A time in the unit that suits it.

    >>> _span(timedelta(seconds=20)), _span(timedelta(minutes=61)), _span(timedelta(hours=50))
    ('1 min', '1.0 h', '2.1 days')
    """
    minutes = time.total_seconds() / 60
    if minutes < 60:
        return f"{max(minutes, 1):.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 60 / 24:.1f} days"


def short(text: str, most: int = 48) -> str:
    """The beginning of a text.

    >>> short("abcdef", 4), short("abcd", 4)
    ('abc…', 'abcd')
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def result(entry: BatchEntry) -> str:
    """The points of a submission, or why it has none."""
    score = score_of(entry)
    if score is not None:
        return points(score)
    return entry.status.value if entry.status is not Status.GRADED else Status.WITHHELD.value


def _links(entries: tuple[BatchEntry, ...], top: str = "", most: int = _MOST_LINKS) -> Any:
    """Links to the pages of a few submissions, and how many more there are."""
    from markupsafe import Markup, escape

    some = [Markup('<a href="{}">{}</a>').format(top + submission_page(e), who_of(e)) for e in entries[:most]]
    more = len(entries) - len(some)
    return Markup(", ").join([*some, *([escape(f"{more} more")] if more else [])])


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _printable(value: Any) -> Any:
    """Text without anything that a browser would obey or a page may not hold; what is HTML already stays."""
    return plain(value) if type(value) is str else value


_FUNCTIONS = {
    "brief": brief,
    "check_page": check_page,
    "late": late,
    "links": _links,
    "many": many,
    "moment": moment,
    "one_line": one_line,
    "page_name": page_name,
    "percent": percent,
    "points": points,
    "result": result,
    "score_of": score_of,
    "seconds": seconds,
    "short": short,
    "signed": signed,
    "submission_page": submission_page,
    "who": who_of,
    "word": verdict_word,
}
