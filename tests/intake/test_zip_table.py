"""Our reading of a table of contents is that of the standard library, wherever that one reads it at all."""

from __future__ import annotations

import contextlib
import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from autograder.errors import SubmissionRefused
from autograder.intake import receive
from autograder.intake.zip_table import Line, find_table, read_lines

from .conftest import MakeAssignment


def lines_of(path: Path) -> list[Line] | None:
    fd = os.open(path, os.O_RDONLY)
    try:
        table = find_table(fd)
        return None if table is None else list(read_lines(fd, table))
    finally:
        os.close(fd)


def some_zip(rng: random.Random) -> bytes:
    """A zip as Python writes it: bytes before it, stored or deflated, zip64 for some files, names, a comment."""
    file = io.BytesIO()
    file.write(rng.randbytes(rng.choice((0, 0, 100))))
    with zipfile.ZipFile(file, "a", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for number in range(rng.randrange(20)):
            name = f"{rng.choice(('a', 'x/y', 'é', '宿題'))}{number}"
            with archive.open(name, "w", force_zip64=rng.random() < 0.3) as member:
                member.write(rng.randbytes(rng.randrange(300)))
        archive.comment = rng.randbytes(rng.choice((0, 0, 50))).replace(b"PK", b"pk")
    return file.getvalue()


@pytest.mark.parametrize("seed", range(60))
def test_a_table_is_read_as_by_the_standard_library(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(some_zip(random.Random(seed)))
    with zipfile.ZipFile(path) as archive:
        expected = [
            (info.header_offset, info.compress_size, info.file_size, info.CRC, info.compress_type, info.flag_bits)
            for info in archive.infolist()
        ]
    found = [
        (line.start, line.packed, line.size, line.checksum, line.method, line.flags) for line in lines_of(path) or ()
    ]
    assert found == expected


@pytest.mark.parametrize("seed", range(20))
def test_damage_to_a_table_is_refused_or_harmless(seed: int, tmp_path: Path) -> None:
    rng, path = random.Random(seed), tmp_path / "some.zip"
    whole = some_zip(rng)
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(rng.choice((1, 3, 10))):
            damaged[-rng.randrange(1, min(len(whole), 300))] = rng.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(SubmissionRefused):
            lines_of(path)


@pytest.mark.slow
def test_more_files_than_an_old_zip_can_count_are_no_reason_to_refuse(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    with zipfile.ZipFile(tmp_path / "hw1.zip", "w") as archive:
        for number in range(66_000):
            archive.writestr(f"runs/{number}.txt", b"")
        archive.writestr("hw1/autodiff.py", b"x = 1\n")
    submission = receive(tmp_path / "hw1.zip", make_assignment(), into)
    assert [file.path for file in submission.files] == ["autodiff.py"]
    assert submission.notes[-1] == "the zip holds more than 5000 files; not all of them were looked at"
