"""With all layers on, no attack breaks a promise in a container with Docker's default settings either."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.sandbox.inside.jail.layers import LAYERS

from .attack import attacks
from .environments import build_docker_image, run_in_docker

pytestmark = pytest.mark.container


@pytest.fixture(scope="module")
def told(base_image: str) -> dict[str, dict[str, Any]]:
    head, *lines = run_in_docker(build_docker_image(base_image), LAYERS)
    return {"": head, **{line["attack"]: line for line in lines}}


def test_a_container_grades_in_full_mode(told: dict[str, dict[str, Any]]) -> None:
    assert (told[""]["mode"], told[""]["gaps"]) == ("full", [])


def test_no_attack_gets_through_and_each_is_answered_as_it_should_be(told: dict[str, dict[str, Any]]) -> None:
    assert {name: line["breaches"] for name, line in told.items() if line.get("breaches")} == {}
    for attack in attacks():
        assert told[attack.name]["verdict"] in attack.shows, told[attack.name]
        assert attack.says in told[attack.name]["message"]
