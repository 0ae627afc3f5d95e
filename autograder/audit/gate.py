"""What `autograder check` reads from the last audit and certificate, which it never makes itself."""

from __future__ import annotations

import dataclasses

from autograder.audit.certificate_text import certificate_path, certified_version
from autograder.audit.files import read_audit
from autograder.audit.result import attention
from autograder.audit.run import audit_digest
from autograder.authoring.check import Finding, Report
from autograder.grading.digests import homework_digest
from autograder.model import Assignment


def with_audit(report: Report) -> Report:
    """The report, with what the last audit found, or why there is no current audit or certificate."""
    assignment = report.assignment
    if not (report.complete and assignment.secret.is_dir()):
        return report
    findings, notes = audited(assignment)
    certificate = _certificate_notes(assignment)
    if certificate is None:  # what a certificate of this version says needs no audit here
        notes = []
    return dataclasses.replace(
        report, findings=(*report.findings, *findings), notes=(*report.notes, *notes, *(certificate or ()))
    )


def audited(assignment: Assignment) -> tuple[list[Finding], list[str]]:
    """Findings of the last audit; a note instead if there is none of this version."""
    audit = read_audit(assignment.course.root / "build" / "audit" / assignment.name)
    command = f"'autograder audit {assignment.name}'"
    if audit is None:
        return [], [f"it has not been audited here: {command} says how many wrong answers the tests catch"]
    if audit.digest != audit_digest(assignment):
        return [], [f"it has changed since its last audit: {command} says how many wrong answers the tests catch"]
    where = f"reference_solutions/{assignment.name}/tests"
    return [Finding(where, f"the audit found: {sentence}", f"see {command}") for sentence in attention(audit)], []


def _certificate_notes(assignment: Assignment) -> list[str] | None:
    """What to say of the certificate; None if there is one of this version."""
    path = certificate_path(assignment)
    if not path.is_file():
        return []
    version = certified_version(path.read_text(encoding="utf-8"))
    if version and homework_digest(assignment).startswith(version):
        return None
    shown = path.relative_to(assignment.course.root).as_posix()
    remedy = f"'autograder audit {assignment.name} --certificate 1000' writes it again"
    return [f"it has changed since {shown} was measured: {remedy}"]
