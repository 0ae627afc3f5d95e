"""What `autograder check` asks of the last audit. Reading it is fast; running one is not its task."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.audit.files import read_audit
from autograder.authoring.audit.result import THRESHOLD, kill_rate, percent
from autograder.authoring.audit.run import audit_digest
from autograder.authoring.audit.terminal import attention
from autograder.authoring.check.findings import Finding
from autograder.model import Assignment


def audit_findings(assignment: Assignment) -> Iterator[Finding]:
    """What the last audit says is wrong with the homework; nothing where it is of another version."""
    audit = read_audit(assignment.course.root / "build" / "audit" / assignment.name)
    if audit is None or audit.digest != audit_digest(assignment):
        return
    where = f"reference_solutions/{assignment.name}/tests"
    command = f"see 'autograder audit {assignment.name}'"
    rate = kill_rate(audit.mutants)
    if rate < THRESHOLD:
        what = f"the tests catch {percent(rate)} of the audit's wrong answers, which is less than {THRESHOLD:.0%}"
        yield Finding(where, what, command)
    for sentence in attention(audit):
        yield Finding(where, f"the audit found: {sentence}", command)


def audit_note(assignment: Assignment) -> str:
    """Why nothing can be said about how many wrong answers the tests catch; "" where it can."""
    audit = read_audit(assignment.course.root / "build" / "audit" / assignment.name)
    command = f"'autograder audit {assignment.name}' tells how many wrong answers the tests catch"
    if audit is None:
        return f"it has not been audited here: {command}"
    if audit.digest != audit_digest(assignment):
        return f"it has changed since its last audit: {command}"
    return ""
