"""What is compared: the program of one submission, of this class or from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.model.export import Member


@dataclass(frozen=True)
class Program:
    """One submission's program.

    Attributes:
        id: the submission's, or the file's path if the program is from elsewhere.
        texts: the text of each file by its path.
        members: who submitted it; none if unknown.
        origin: the folder of `--also` that it is from; empty for this class.
    """

    id: str
    texts: Mapping[str, str]
    members: tuple[Member, ...] = ()
    origin: str = ""

    @property
    def who(self) -> str:
        """Who wrote it, for people to read; the id if that is unknown."""
        names = " & ".join(member.name or member.email or member.id for member in self.members)
        return " / ".join(filter(None, (self.origin, names or self.id)))

    @property
    def people(self) -> frozenset[str]:
        """Keys of its members: addresses and ids, since names are not unique."""
        told = (text for member in self.members for text in (member.email.casefold(), member.id))
        return frozenset(filter(None, told))
