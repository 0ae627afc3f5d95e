"""A class's report, and whose score changes when a homework is graded again: static pages for staff.

Theory of operation. Everything on a page may have been written by a student: names, messages, source. So every template
escapes its input, and `shown.py` makes control characters visible first. A page has no script, and its content policy
forbids scripts and anything from the network. `figures.py`, `history.py` and `unstable.py` compute figures and know
nothing of HTML; `svg.py` and `png.py` draw pictures and know nothing of students.

The pages show hidden checks, messages and names: each says that it is for staff.
"""
