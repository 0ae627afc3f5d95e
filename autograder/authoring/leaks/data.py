"""The data of the secret folder, in pieces that are distinctive enough to be recognised anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.leaks.tokens import Line, located, weight
from autograder.files import files_below

SUBSTANCE = 12  # of a piece; a value that no other file has by chance counts as several
NOT_SECRET = "not_secret.txt"
_KINDS = (".json", ".jsonl", ".yaml", ".yml", ".toml", ".csv", ".tsv", ".txt", ".ini", ".cfg")
_FOLDERS = ("tests", "oracles", "mistakes", "variants")
# What a student may read of it is told in hints; what is left are digests.
_PUBLIC = (NOT_SECRET, "hints.json")
_MANY_DIGITS, _OF_A_LONG_NUMBER = 5, 3
_MOST = 400  # of one file; they lie evenly in it


def data_pieces(secret: Path) -> Iterator[tuple[Path, list[Line]]]:
    """The files of text that is neither Python nor prose, each with its pieces; white space and quotes do not count."""
    inside = [path for folder in _FOLDERS for path in files_below(secret / folder)]
    top = [path for path in sorted(secret.glob("*")) if path.is_file() and path.name not in _PUBLIC]
    for path in (*inside, *top):
        if path.suffix in _KINDS:
            pieces = list(_pieces(path.read_text(encoding="utf-8-sig", errors="replace")))
            yield path, pieces[:: -(-len(pieces) // _MOST) or 1]


def _pieces(text: str) -> Iterator[Line]:
    """From each start on, as many tokens as say enough; then the next piece starts.

    >>> [" ".join(piece.tokens) for piece in _pieces("[0.12345, 0.54321, 7.65432, 2.22222, 0, 0, 0, 0]")]
    ['0.12345 , 0.54321 , 7.65432 , 2.22222']
    """
    run: list[str] = []
    start = said = 0
    for token, number in zip(*located(text), strict=True):
        if not run and not weight((token,)):
            continue
        start = start if run else number
        said += 0 if token in run else _weight(token)
        run.append(token)
        if said >= SUBSTANCE:
            yield Line(start, tuple(run))
            run, said = [], 0


def _weight(token: str) -> int:
    is_long = token[0].isdigit() and sum(sign.isdigit() for sign in token) >= _MANY_DIGITS
    return _OF_A_LONG_NUMBER if is_long else weight((token,))
