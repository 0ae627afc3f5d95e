"""An audit's files: audit.json for programs, audit.html for people."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.audit.page import page_of
from autograder.audit.result import Audit

JSON, HTML = "audit.json", "audit.html"


def write_files(audit: Audit, out: Path) -> Path:
    """Write both; returns the page."""
    out.mkdir(parents=True, exist_ok=True)
    (out / JSON).write_bytes(msgspec.json.format(msgspec.json.encode(audit), indent=1) + b"\n")
    (out / HTML).write_text(page_of(audit), encoding="utf-8")
    return out / HTML


def read_audit(out: Path) -> Audit | None:
    """The last audit written there; None if there is none that this version can read."""
    try:
        return msgspec.json.decode((out / JSON).read_bytes(), type=Audit)
    except (OSError, msgspec.MsgspecError):
        return None
