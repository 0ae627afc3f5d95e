"""One import for all checks of a submission whose import is slow.

A file that trains a model when it is imported would take that time in each check. If the files of a submission take
long to import, the process that has measured it becomes a template (sandbox/inside/templates.py), and the child of each
check is a fork of it, which has already imported the files. Other submissions do without: a process that runs student
code first and is forked later is one more thing to guard.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.errors import GraderError
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import CheckAuthorError, StudentError, StudentFault
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.zygote_client import ChildProcess, ZygoteClient

_LEAST_MEMORY = 48 << 20


def template_spec(spec: ChildSpec, share: int) -> ChildSpec | None:
    """The specification of a process that may become a template, or None if none can be safe.

    It and a fork of it together may take what one child may, so each may take half. A scratch folder belongs to one
    check.

    Args:
        share: bytes that a child may come to hold in all, if a container's memory is divided up; else 0.
    """
    memory = spec.memory - max(share, spec.memory) // 2
    if spec.scratch or memory < _LEAST_MEMORY:
        return None
    return replace(spec, memory=memory)


class SharedImport:
    """A template of the submission, and its forks.

    Attributes:
        is_usable: whether there may be another fork.

    Args:
        client: with the process, which has imported the files; closed with this.
        template: the process.
    """

    def __init__(self, client: RpcClient, template: ChildProcess, zygote_client: ZygoteClient) -> None:
        self._client, self._template, self._zygote_client = client, template, zygote_client
        self._ahead: ChildProcess | None = None
        self.is_usable = True
        self.printed = ""

    def begin(self, modules: list[str]) -> bool:
        """Make the process a template if it has `modules`, and a first fork of it; whether that works.

        Raises:
            ZygoteEnded
        """
        try:
            for module in modules:
                self._client.import_module(module)
            self.is_usable = self._client.wait()
        except GraderError:
            raise
        except (Exception, StudentError, StudentFault, CheckAuthorError):  # the checks will tell
            self.is_usable = False
        self.printed = self._client.output()
        self._ahead = self.fork()
        return self._ahead is not None

    def fork(self) -> ChildProcess | None:
        """A child that has imported the files, or None if there can be no more.

        Raises:
            ZygoteEnded
        """
        child, self._ahead = self._ahead, None
        if child is None and self.is_usable:
            child = self._zygote_client.fork(self._template)
            self.is_usable = child is not None
        return child

    def end(self) -> None:
        """End the template, and what is left of its forks; there are no more."""
        if self.is_usable:
            self.is_usable = False
            self._template.reap()

    def close(self) -> None:
        """The same, and close the connection to it."""
        if self._ahead is not None:
            self._ahead.close()
        self._client.close()


def with_import(limits: Limits, seconds: float) -> Limits:
    """The limits of a check that imports the files itself: the import must not use up its time."""
    return replace(limits, wall=limits.wall + seconds) if seconds else limits
