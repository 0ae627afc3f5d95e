"""Documents name what is there: modules, names, settings, commands."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from autograder.cli.parser import parser
from autograder.config.fields import LIMITS
from autograder.config.load import ASSIGNMENT_KEYS, COURSE_KEYS
from tools.pictures import PICTURES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autograder"
GLOSSARY = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| `([^`]+)` \|$", (ROOT / "docs/glossary.md").read_text(), re.M)
LOOK = re.findall(r"^\| [^|]+ \| (`[^|]+) \|$", (ROOT / "docs/architecture.md").read_text(), re.M)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: words of earlier versions, which no document and no code uses any more
OLD = ("jury", "nursery", "spawner", "workplace", "rehearsal", "warmth", "possessions", "told_plainly", "tests_read")
OLD += ("spawner", "hand-ins?", "handed in", "hands in", "mend(s|ed)?")


@pytest.mark.parametrize(("word", "where"), [(word, where) for word, _, where in GLOSSARY])
def test_a_word_of_the_glossary_is_in_the_code(word, where):
    module, _, name = where.partition(":")
    path = f"autograder.{module}"
    if not name and path.rpartition(".")[2][0].isupper():
        path, _, name = path.rpartition(".")
    found = importlib.import_module(path)
    assert not name or hasattr(found, name), word


def test_the_glossary_is_sorted_and_names_nothing_twice():
    words = [word for word, _, _ in GLOSSARY]
    assert len(words) > 40
    assert words == sorted(set(words), key=str.casefold)


@pytest.mark.parametrize("line", LOOK)
def test_where_the_architecture_says_to_look_there_is_something_to_see(line):
    path, *names = re.findall(r"`([^`]+)`", line)
    text = (PACKAGE / path).read_text(encoding="utf-8")
    for name in names[:1] if ":" in line else []:
        tree = ast.parse(text)
        defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        defined |= {
            t.id for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)
        }
        assert name in defined, line


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_links_that_a_document_names_exist(document):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub(r"`[^`\n]*`", "", text)):
        assert (document.parent / target).exists(), target
    rooms = "|".join(path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("_"))
    for path in re.findall(rf"`((?:autograder/)?(?:{rooms})/[\w/]+\.py)`", text):
        assert (PACKAGE / path.removeprefix("autograder/")).is_file(), path


def anchors(path: Path) -> set[str]:
    """The names that headings get: lower case, without punctuation, hyphens for blanks."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_places_within_documents_that_links_name_exist(document):
    text = re.sub(r"`[^`\n]*`", "", document.read_text(encoding="utf-8"))
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text):
        assert anchor in anchors(document.parent / target if target else document), (target, anchor)


def test_every_page_of_the_documents_can_be_reached_from_the_readme():
    reached, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        targets = {(page.parent / link).resolve() for link in links}
        left += [path for path in targets if path.suffix == ".md" and path.is_file() and path not in reached]
    assert [path.name for path in DOCUMENTS if path not in reached and path.parent.name != "certificates"] == []


def test_every_room_is_in_the_architecture():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_") and path.suffix in ("", ".py")}
    assert {room for room in rooms if f"`{room}`" not in text} == set()


@pytest.mark.parametrize("word", OLD)
def test_no_word_of_earlier_versions_is_left(word):
    folders = ("autograder", "assignments", "bench", "tests", "tools")
    files = [path for folder in folders for kind in ("*.py", "*.yaml") for path in (ROOT / folder).rglob(kind)]
    files = [path for path in files if path != Path(__file__)] + DOCUMENTS
    assert [path.name for path in files if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"), re.I)] == []


def test_every_setting_command_and_option_has_its_line_in_the_table():
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    settings = {*COURSE_KEYS, *(key for keys in ASSIGNMENT_KEYS for key in keys), *LIMITS, *_keys_inside()}
    actions = parser()._subparsers._group_actions[0]
    commands = set(actions.choices)
    options = {
        o for sub in actions.choices.values() for a in sub._actions for o in a.option_strings if o.startswith("--")
    }
    for name in settings | commands | options - {"--help"}:
        assert re.search(rf"`{re.escape(name)}[`:= ]", text), name


def _keys_inside() -> set[str]:
    """Keys of the mappings within settings: what is read by `section(required=(...), optional=(...))`."""
    found: set[str] = set()
    for path in (PACKAGE / "config").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "section":
                tuples = [keyword.value for keyword in call.keywords if isinstance(keyword.value, ast.Tuple)]
                found |= {node.value for keys in tuples for node in keys.elts if isinstance(node, ast.Constant)}
    assert "drop_lowest" in found
    return found


def test_modules_that_comments_name_exist():
    names = {path.name for path in PACKAGE.rglob("*.py")} | {"drivers.py", "conftest.py"}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"(?:see|bounds:|by|in) (?:\w+/)*(\w+\.py)\b(?! of)", text):
            known = (
                name in names or name in ("sitecustomize.py", "homework.py", "setup.py") or "authoring" in path.parts
            )
            assert known or re.match(r"(?:a|b|c|autodiff|tiny|test_\w+|t|helpers|student)\.py", name), (path, name)


#: What stood in messages and pages once, and nobody would say.
AWKWARD = (
    "wrong values told which mistake", "what is to be published", "as it lies", "that grace days cannot cover",
    "has nothing to fear", "mends?", "whoever satisfies", "hand-in", "vanishes whole",
    "joined nobody", "checks that are luck", "stands here a second time", "is there already",
)  # fmt: skip


@pytest.mark.parametrize("words", AWKWARD)
def test_sentences_that_a_native_speaker_would_not_write_are_gone(words):
    places = [*DOCUMENTS, *(ROOT / "handouts").glob("*.md"), *(ROOT / "assignments").rglob("*.yaml")]
    places += [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".html", ".tmpl", ".typ")]
    assert [path.name for path in places if re.search(rf"\b{words}\b", path.read_text(encoding="utf-8"), re.I)] == []


def test_the_threat_model_can_be_read_in_a_few_minutes():
    assert len((ROOT / "docs/threat_model.md").read_text(encoding="utf-8").split()) <= 1500


MESSAGES = re.findall(r"^\| (`[^|]+) \|", (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("cell", MESSAGES)
def test_messages_on_the_page_about_troubles_are_said_by_the_program(cell):
    code = " ".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    said = re.sub(r'["\s]+f?"?', " ", code)  # texts that go on in the next line
    for message in re.findall("`([^`]+)`", cell):
        if not message.startswith("make "):
            assert message in code or message in said, message


def test_pictures_load_nothing_and_are_small():
    pictures = sorted((ROOT / "docs/pictures").glob("*"))
    assert [path.name for path in pictures] == sorted(f"{name}.svg" for name in PICTURES)
    for path in pictures:
        text = path.read_text(encoding="utf-8")
        assert len(text) < 60_000 and "@font-face" not in text
        assert all(address.startswith("data:image/png;") for address in re.findall(r'href="([^"]*)"', text))
        assert set(re.findall(r"https?://[^\"' )]+", text)) <= {"http://www.w3.org/2000/svg"}
