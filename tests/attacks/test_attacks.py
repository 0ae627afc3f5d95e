"""With all layers on, no attack breaks a promise, and each is answered with the right verdict and words."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from .attack import Attack, Group, attacks
from .conftest import Rows

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a row as somebody else")


def test_there_are_more_than_two_hundred_attacks_and_each_group_has_many() -> None:
    assert len({attack.name for attack in attacks()}) == len(attacks()) > 200
    assert all(Counter(attack.group for attack in attacks())[group] >= 15 for group in Group)


@pytest.mark.slow
@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: f"{attack.group.name.lower()}-{attack.name}")
class TestEachAttack:
    """Judged from outside of the child, in three environments; in the first, two checks run at the same time."""

    def test_is_stopped_here(self, attack: Attack, rows: Rows) -> None:
        assert_stopped(attack, rows, "here")

    @AS_ROOT
    def test_is_stopped_for_root(self, attack: Attack, rows: Rows) -> None:
        assert_stopped(attack, rows, "root")

    @AS_ROOT
    def test_is_stopped_for_an_ordinary_user(self, attack: Attack, rows: Rows) -> None:
        assert_stopped(attack, rows, "user")


def assert_stopped(attack: Attack, rows: Rows, row: str) -> None:
    told = rows[row].result()[attack.name]
    assert told["breaches"] == [], told
    assert told["verdict"] in attack.shows, told["message"]
    assert attack.says in told["message"]


@pytest.mark.slow
@AS_ROOT
def test_root_grades_in_full_mode_and_an_ordinary_user_in_user_mode(rows: Rows) -> None:
    assert rows["root"].result()[""]["mode"] == "full"
    assert rows["user"].result()[""]["mode"] == "user"


@pytest.mark.slow
def test_here_an_attacked_check_has_a_neighbour(rows: Rows) -> None:
    assert rows["here"].result()[""]["jobs"] == 2


@pytest.mark.slow
def test_no_environment_has_gaps(rows: Rows) -> None:
    assert {row: told.result()[""]["gaps"] for row, told in rows.items()} == {row: [] for row in rows}
