"""Pandoc, from the wheel pypandoc_binary: Markdown to its syntax tree, and the tree to HTML and Typst.

Pandoc's own warnings (TeX that it cannot convert, a doubled name) are errors here: otherwise a formula would silently
turn up as its source. `--sandbox` keeps it from reading any file that a write-up might name.
"""

from __future__ import annotations

import json
import re
import subprocess

import pypandoc

from autograder.authoring.writeup.mathematics import tidy_html, tidy_tex, tidy_typst
from autograder.authoring.writeup.nodes import Nodes
from autograder.errors import ConfigError, GraderError

_MARKDOWN = "markdown-raw_html-raw_tex-raw_attribute-yaml_metadata_block-pandoc_title_block-citations-example_lists"
_COMMON = ("--sandbox", "--fail-if-warnings", "--wrap=none")
_LINE = re.compile(r"(?:at line |line )(\d+)")
_FORMULA = re.compile(
    r"Could not convert TeX math (?P<tex>.*?), rendering as TeX:.*?\^ unexpected (?P<what>.+?)"
    r"(?: expecting .*?)?(?= \[WARNING\]|$)"
)


def read_markdown(source: str, shown: str) -> Nodes:
    """The blocks of a write-up; `shown` is how messages name the file.

    Raises:
        ConfigError: pandoc has something to say about it.
    """
    blocks: Nodes = json.loads(_run(source, shown, f"--from={_MARKDOWN}", "--to=json"))["blocks"]
    return list(tidy_tex(blocks))


def to_html(blocks: Nodes, shown: str) -> str:
    """An HTML fragment with MathML; headings begin at level 2."""
    options = ("--from=json", "--to=html5", "--mathml", "--shift-heading-level-by=1")
    return tidy_html(_run(_document(blocks), shown, *options))


def to_typst(blocks: Nodes, shown: str) -> str:
    """Typst markup."""
    return tidy_typst(_run(_document(blocks), shown, "--from=json", "--to=typst"))


def _document(blocks: Nodes) -> str:
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})


def _run(source: str, shown: str, *options: str) -> str:
    try:
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), *_COMMON, *options],
            input=source.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraderError("pandoc", f"cannot be run: {error}", "install pypandoc_binary again") from None
    if done.returncode:
        complaint = _plain(done.stderr.decode(errors="replace"))
        line = _LINE.search(complaint)
        where = f"{shown}:{line[1]}" if line else shown
        raise ConfigError(where, f"pandoc says: {complaint}", "write it in another way")
    return done.stdout.decode()


def _plain(message: str) -> str:
    r"""What pandoc complains about, in one line; of a formula not all that might have come instead.

    >>> _plain("[WARNING] Could not convert TeX math x_, rendering as TeX:\n  x_\n  ^\n  unexpected eof\n  expecting {")
    'the formula x_: unexpected end'
    """
    told = " ".join(message.replace("Failing because there were warnings.", "").split())
    told = _FORMULA.sub(lambda found: f"the formula {found['tex']}: unexpected {found['what']}", told)
    told = told.replace("unexpected eof", "unexpected end").removeprefix("[WARNING] ")
    return told.replace(" [WARNING] ", "; ")
