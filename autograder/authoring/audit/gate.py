"""What `autograder check` asks of the last audit and certificate. Reading them is fast; making them is not its task."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from autograder.authoring.audit.certificate_text import certificate_path
from autograder.authoring.audit.files import read_audit
from autograder.authoring.audit.run import audit_digest
from autograder.authoring.audit.terminal import attention
from autograder.authoring.check import Finding, Report
from autograder.grading.staging import assignment_digest
from autograder.model import Assignment


def with_audit(report: Report) -> Report:
    """The report, and what the last audit found, or that there is none of this version."""
    if not report.assignment.secret.is_dir():
        return report
    findings = (*report.findings, *audit_findings(report.assignment))
    notes = (*report.notes, *audit_notes(report.assignment))
    return dataclasses.replace(report, findings=findings, notes=notes)


def audit_findings(assignment: Assignment) -> Iterator[Finding]:
    """What the last audit says is wrong with the homework; nothing where it is of another version."""
    audit = read_audit(assignment.course.root / "build" / "audit" / assignment.name)
    if audit is None or audit.digest != audit_digest(assignment):
        return
    where, mend = f"reference_solutions/{assignment.name}/tests", f"see 'autograder audit {assignment.name}'"
    for sentence in attention(audit):
        yield Finding(where, f"the audit found: {sentence}", mend)


def audit_notes(assignment: Assignment) -> Iterator[str]:
    """Why nothing can be said about how many wrong answers the tests catch, or about how safe right ones are."""
    audit = read_audit(assignment.course.root / "build" / "audit" / assignment.name)
    command = f"'autograder audit {assignment.name}' tells how many wrong answers the tests catch"
    if audit is None:
        yield f"it has not been audited here: {command}"
    elif audit.digest != audit_digest(assignment):
        yield f"it has changed since its last audit: {command}"
    certificate = certificate_path(assignment)
    if certificate.is_file():
        version = re.search(r"; homework ([0-9a-f]{12})\.", certificate.read_text(encoding="utf-8"))
        if version is None or version[1] != assignment_digest(assignment)[:12]:
            mend = f"'autograder audit {assignment.name} --certificate 1000' writes it anew"
            yield f"it has changed since docs/certificates/{assignment.name}.md was measured: {mend}"
