"""Builds outline.csv and answer_key.pdf of a homework; the former holds nothing of the latter."""

from __future__ import annotations

from dataclasses import replace

from autograder.authoring.leaks import Secrets, leaks_in_text
from autograder.authoring.writeup.pandoc import read_markdown
from autograder.authoring.writeup.render import pdf, write_up
from autograder.authoring.written.outline import check_key, outline_csv, outline_of
from autograder.errors import InputError
from autograder.model import Assignment
from autograder.text import many

OUTLINE, KEY = "outline.csv", "answer_key.pdf"
_FACTS = (("This is", "the answer key with its rubric, for graders only"),)


def build_written(assignment: Assignment, secrets: Secrets) -> dict[str, bytes]:
    """Both files by name.

    Raises:
        InputError: there are no questions or no answers, or the outline would give an answer away.
        ConfigError: questions and answers do not agree, or cannot be typeset.
    """
    questions = outline_of(assignment)
    outline = outline_csv(questions)
    for leak in leaks_in_text(outline, secrets, OUTLINE):
        raise InputError(f"handouts/{assignment.name}.md", f"the outline gives something away: {leak}", "rename it")
    path = assignment.secret / "answers.md"
    shown = f"reference_solutions/{assignment.name}/answers.md"
    if not path.is_file():
        raise InputError(shown, "there are no answers", "write them, with a rubric for each question")
    text = path.read_text(encoding="utf-8-sig")
    check_key(text, questions, shown)
    total = many(sum(question.points for question in questions), "point")
    facts = (*_FACTS, ("Points", total))
    key = replace(write_up(assignment), source=text, blocks=read_markdown(text, shown), headings=(), facts=facts)
    return {OUTLINE: outline.encode(), KEY: pdf(key)}
