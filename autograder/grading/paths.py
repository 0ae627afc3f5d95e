"""Shortens paths of the grader's machine in messages to paths that a student knows."""

from __future__ import annotations

import functools
import os
import re
import sys
import sysconfig


def relative(text: str, root: str) -> str:
    """`text` with paths of the submission's folder relative to it, those of Python's library and its packages as they
    are imported, and that of a check's scratch folder by its name.

    >>> relative("no '/srv/s-0/log.txt' in /srv/s-0, but /srv/s-01", "/srv/s-0")
    "no 'log.txt' in ., but /srv/s-01"
    """
    folder = re.escape(os.path.dirname(root))
    text = re.sub(rf"{folder}/scratch/scratch-\w+", "$TMPDIR", text)
    text = re.sub(rf"{re.escape(root)}/(?=[\w.])", "", text)
    text = re.sub(rf"{re.escape(root)}(?![\w-])/?", ".", text)
    return _of_libraries().sub("", text)


@functools.cache
def _of_libraries() -> re.Pattern[str]:
    named = {sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")}
    folders = {*named, *map(os.path.realpath, named), f"{sys.prefix}/bin", f"{sys.base_prefix}/bin"}
    longest_first = sorted(folders, key=len, reverse=True)
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, longest_first))})/(?=[\w.])")
