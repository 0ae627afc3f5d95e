"""Leak checks: nothing from reference_solutions/ may be in a handout, a public repository or a report.

Theory of operation. `secrets_of` reads what is secret: each solution line of substance, each function of the solution
(also a one-line one) by its syntax tree and by its bytecode, hidden tests, oracles, mistakes, variants and answers.
`find_leaks` opens whatever it is given - folders, archives in archives, notebooks, PDF, HTML, images' text chunks, git
objects, editors' leftovers, base64 and hex - and compares tokens, so that quoting, commenting out, reflowing and
copying do not hide a line. What cannot be opened is a leak, too.

Not found: code with changed names, text in pixels, encryption, rot13 and other deliberate disguises. This guards
against accidents, not against staff.
"""

from autograder.authoring.leaks.scan import Leak, find_leaks, leaks_in_bytes, leaks_in_text
from autograder.authoring.leaks.secrets import Secrets, secrets_of

__all__ = ["Leak", "Secrets", "find_leaks", "leaks_in_bytes", "leaks_in_text", "secrets_of"]
