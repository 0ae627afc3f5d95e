"""The roster: who takes the course, and which of its people a row of another file means."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from autograder.errors import InputError
from autograder.records.problems import Problem
from autograder.records.table import Row, plain, read_table
from autograder.text import listed

FILE = "roster.csv"
_EMAILS = ("emails", "email", "e mails", "e mail", "email address", "other emails", "sis login id")
_IDS = ("sid", "sis user id", "student id", "sis id", "student number")
_NAMES = ("name", "student", "full name", "student name")
_COLUMNS = "name, id, emails, section, group, dropped"


@dataclass(frozen=True)
class Person:
    """One student.

    Attributes:
        key: a unique key: the id, or else the first e-mail, or else the name.
        dropped: the day on which the student left the course; None if they did not.
    """

    key: str
    name: str
    id: str = ""
    emails: tuple[str, ...] = ()
    section: str = ""
    group: str = ""
    dropped: date | None = None
    where: str = ""


@dataclass(frozen=True)
class Joined:
    """The person that a search found, and by what; if there is none, `person` is None and `why` says why."""

    person: Person | None
    by: str = ""
    why: str = ""


@dataclass(frozen=True)
class Roster:
    """All students, including those who have dropped the course."""

    people: tuple[Person, ...]

    @cached_property
    def _by_email(self) -> dict[str, Person]:
        return {email.casefold(): person for person in self.people for email in person.emails}

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id.casefold(): person for person in self.people if person.id}

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            found[name_key(person.name)].append(person)
        return found

    @cached_property
    def _joined(self) -> dict[tuple[Sequence[str], str, str], Joined]:
        return {}

    def join(self, emails: Sequence[str] = (), id: str = "", name: str = "") -> Joined:
        """The person with one of these e-mails, else with this id, else with this name if one person alone has it."""
        key = tuple(emails), id, name  # a term asks for each student once a part
        if key not in self._joined:
            self._joined[key] = self._join(*key)
        return self._joined[key]

    def _join(self, emails: Sequence[str], id: str, name: str) -> Joined:
        by_email = {person.key: person for email in emails if (person := self._by_email.get(email.casefold()))}
        by_id = self._by_id.get(id.casefold()) if id else None
        if len(by_email) > 1 or (by_email and by_id is not None and by_id.key not in by_email):
            both = listed(sorted({*by_email, *([by_id.key] if by_id else [])}))
            return Joined(None, why=f"e-mail and id belong to different people, {both}")
        if by_email:
            return Joined(next(iter(by_email.values())), "e-mail")
        if by_id is not None:
            return Joined(by_id, "id")
        named = self._by_name.get(name_key(name), []) if name_key(name) else []
        if len(named) == 1 and _agrees(named[0], id):
            return Joined(named[0], "name")
        if named:
            what = f"{len(named)} people have this name" if len(named) > 1 else f"{named[0].name} has another id"
            return Joined(None, why=what)
        return Joined(None, why="nobody in the roster has this e-mail, id or name")

    def find(self, who: str) -> Joined:
        """The person whom staff mean by one word: an e-mail, an id or a name."""
        who = who.strip()
        found = self.join([who], who)
        return found if found.person is not None or "@" in who else self.join(name=who)

    def nearest(self, *texts: str) -> list[str]:
        """Up to three people whose name, e-mail or id is spelt similarly."""
        candidates: dict[str, str] = {}
        for person in self.people:
            for word in (person.name, person.id, *person.emails):
                if word:
                    candidates[plain(word)] = f"{person.name or person.key} ({person.id or listed(person.emails)})"
        found: list[str] = []
        for text in filter(None, texts):
            found += [candidates[word] for word in difflib.get_close_matches(plain(text), candidates, n=3, cutoff=0.7)]
        return list(dict.fromkeys(found))[:3]


def _agrees(person: Person, id: str) -> bool:
    """Whether a name may decide: not where both have an id, and not the same one."""
    return not (person.id and id)


def name_key(name: str) -> str:
    """A name for comparisons: "Last, First" and "First Last" are the same.

    >>> name_key("Lovelace,  Ada") == name_key("ADA Lovelace")
    True
    """
    last, comma, first = name.partition(",")
    return plain(f"{first} {last}" if comma else name)


def read_roster(path: Path, shown: str) -> tuple[Roster, list[Problem]]:
    """The roster in a file, and the problems in it.

    Raises:
        InputError: the file cannot be read, or has no column of names, ids or e-mails.
    """
    table = read_table(path, shown)
    if not table.has(*_NAMES, *_IDS, "id", *_EMAILS, "first name"):
        raise InputError(f"{shown}:1", "has no column that says who somebody is", f"the columns are {_COLUMNS}")
    problems: list[Problem] = []
    people: list[Person] = []
    for row in table.rows:
        try:
            people.append(_person(row))
        except InputError as error:
            problems.append(Problem(error.where, error.what, error.remedy))
    problems += _doubles(people)
    return Roster(tuple(people)), problems


def _person(row: Row) -> Person:
    emails = emails_of(" ".join(row.get(name) for name in _EMAILS))
    id, name = id_of(row), name_of(row)
    if not (emails or id or name):
        raise InputError(row.where, "has neither name, id nor e-mail", "fill one of them in, or remove the row")
    login = row.get("sis login id")  # Canvas', which need not be an address
    for email in emails:
        if email != login and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
            raise InputError(row.where, f"{email!r} is not an e-mail address", "write it as ada@example.edu")
    return Person(
        key=id or (emails[0] if emails else name),
        name=name or (emails[0] if emails else id),
        id=id,
        emails=emails,
        section=row.get("section", "sections", "section name"),
        group=row.get("group"),
        dropped=_day(row, row.get("dropped", "dropped on")),
        where=row.where,
    )


def name_of(row: Row) -> str:
    """The name in a row of any file, "First Last"."""
    both = f"{row.get('first name')} {row.get('last name')}".strip()
    if both:
        return both
    last, comma, first = row.get(*_NAMES).partition(",")
    return f"{first.strip()} {last.strip()}" if comma else last


def emails_of(text: str) -> tuple[str, ...]:
    """
    >>> emails_of("ada@a.edu; Ada@b.edu")
    ('ada@a.edu', 'Ada@b.edu')
    """
    return tuple(dict.fromkeys(filter(None, re.split(r"[;,\s]+", text))))


def id_of(row: Row) -> str:
    """The id in a row of any file, but not Canvas' column "ID", which is Canvas' own number."""
    is_canvas = "sis user id" in row.cells or "sis login id" in row.cells
    return row.get(*_IDS, *(() if is_canvas else ("id",)))


def _day(row: Row, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(row.where, f"dropped cannot be {text!r}", "write a date as 2027-02-12, or nothing") from None


def _doubles(people: Iterable[Person]) -> Iterator[Problem]:
    seen: dict[str, Person] = {}
    for person in people:
        for word in (person.id, *person.emails):
            other = seen.setdefault(word.casefold(), person) if word else person
            if other is not person:
                what = f"{word} stands in line {other.where.rpartition(':')[2]}, too"
                yield Problem(person.where, what, "give each student one row, and each id and e-mail to one student")
