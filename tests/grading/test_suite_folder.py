"""What an adopted suite's tests find below the folder in which they run."""

from __future__ import annotations

from autograder.grading.suite_folder import copy_data


def test_data_is_copied_and_code_and_links_are_not(tmp_path):
    tests, into = tmp_path / "course" / "tests", tmp_path / "room" / "tests"
    (tests / "data").mkdir(parents=True)
    (tests / "data" / "a.txt").write_text("a")
    (tests / "test_a.py").write_text("pass")
    (tmp_path / "secret").write_text("s")
    (tests / "link").symlink_to(tmp_path / "secret")
    copy_data(tests, into)
    assert [path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()] == ["data/a.txt"]
    (into / "data" / "a.txt").write_text("changed by a test")
    copy_data(tests, into)  # a runner that is started again goes on with what is there
    assert (tests / "data" / "a.txt").read_text() == "a"
