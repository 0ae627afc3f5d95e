"""A folder or zip of zips, folders and files, each of them a submission; only its name says whose it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.intake.exports.folder import Folder, Taken
from autograder.intake.names import quoted
from autograder.model import ExportedSubmission, Member
from autograder.text import one_line

#: reads the submissions of a folder: (it, where to unpack to, earlier ones too) -> them, and remarks about the whole
Reader = Callable[[Folder, Path, bool], tuple[list[ExportedSubmission], list[str]]]

_NUMBERED = re.compile(r"(?:submission[ _-]?)?(\d+)")
#: what lies beside submissions and is none
_BESIDE = (".csv", ".yml", ".yaml", ".json", ".txt", ".md", ".log", ".xlsx", ".tsv")
_ENDINGS = re.compile(r"\.(?:zip|py|ipynb|tar|gz|tgz|rar|7z|bz2|xz|pdf)$", re.I)
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_NO_METADATA = (
    "submission_metadata.yml is missing, which says whose submissions these are; download the export again, and keep"
    " it as it is"
)


def read(folder: Folder, into: Path, history: bool) -> tuple[list[ExportedSubmission], list[str]]:
    """The submissions of a folder, named as they are."""
    found: list[ExportedSubmission] = []
    remarks = folder.remarks()
    for name in folder.names():
        if not folder.is_folder(name) and lies_beside(name):
            remarks.append(f"{quoted(name)} is not a submission")
            continue
        found.append(_submission(folder, name, into / f"submission-{len(found)}"))
    if len([name for name in numbered(folder.names()) if name.startswith("submission_")]) > 1:
        remarks.append(_NO_METADATA)
    return found, remarks


def lies_beside(name: str) -> bool:
    """Whether a file of this name is something that people keep beside submissions, such as a table."""
    return name.lower().endswith(_BESIDE)


def taken_from(folder: Folder, name: str, target: Path) -> Taken:
    """A student's file or folder on disk; of a folder that holds one zip and nothing else, this zip."""
    if folder.is_folder(name):
        inside = folder.folder(name)
        names = inside.names()
        if len(names) == 1 and _is_zip_in(inside, names[0]) and not inside.remarks():
            return inside.take(names[0], target)
    return folder.take(name, target)


def _is_zip_in(folder: Folder, name: str) -> bool:
    return name.lower().endswith(".zip") and not folder.is_folder(name)


def _submission(folder: Folder, name: str, target: Path) -> ExportedSubmission:
    taken = taken_from(folder, name, target)
    stem = name if folder.is_folder(name) else _stem(name)
    who = () if numbered([stem]) else (Member(one_line(stem)[:200]),)
    remarks = (*taken.remarks, *(() if who else ("nothing says who submitted it",)))
    identifier = safe_id(stem)
    return ExportedSubmission(identifier, who, taken.path, latest=identifier, remarks=remarks, unread=taken.unread)


def holds_several(folder: Folder) -> bool:
    """Whether the only folder of a download holds a class rather than one submission: several zips or folders."""
    names = folder.names()
    several = [name for name in names if folder.is_folder(name) or name.lower().endswith(".zip")]
    return len(several) > 1 or (len(several) == len(names) > 0)


def numbered(names: Iterable[str]) -> list[str]:
    """Those of the names that are only a number, such as a platform gives.

    >>> numbered(["submission_409194023", "17", "ada", "hw1"])
    ['submission_409194023', '17']
    """
    return [name for name in names if _NUMBERED.fullmatch(name)]


def safe_id(name: str) -> str:
    """An id that is safe as the name of a folder, from a name that may hold anything.

    >>> safe_id("Zoë O'Brien (late)"), safe_id("../../etc"), safe_id("\\u5b66"), safe_id("submission_17")
    ('Zoe-O-Brien-late', 'etc', 'submission', '17')
    """
    match = _NUMBERED.fullmatch(name)
    if match and match[1].isascii():
        return match[1][:60]
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return _UNSAFE.sub("-", plain).strip("-")[:60] or "submission"


def _stem(name: str) -> str:
    """A name without the ending of an archive or program.

    >>> _stem("ada.tar.gz"), _stem("j. doe.zip"), _stem("no ending")
    ('ada', 'j. doe', 'no ending')
    """
    while (shorter := _ENDINGS.sub("", name)) != name and shorter:
        name = shorter
    return name
