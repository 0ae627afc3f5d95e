"""A class's report, and who moves when a homework is graded again: static pages for staff.

Theory of operation. Everything on a page may have been written by a student: names, messages, source. So every template
escapes what it is given; `shown.py` makes control characters visible first; a page has no script, and its policy
forbids any, and whatever would come from the network. Figures are computed by `figures.py`, `history.py` and
`unstable.py`, which know nothing of HTML; pictures by `svg.py` and `png.py`, which know nothing of students.

The pages show hidden checks, messages and names: each says that it is for staff.
"""
