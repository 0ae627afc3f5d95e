"""Handouts: the zip, the PDF and the page of a homework, with an allow-list of what goes in."""
