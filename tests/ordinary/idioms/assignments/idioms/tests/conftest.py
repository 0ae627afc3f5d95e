import pytest
from shapes import Vector


def pytest_configure(config):
    config.addinivalue_line("markers", "own_word: as the grader understands it")
    config.addinivalue_line("markers", "timeout: as pytest-timeout understands it")


@pytest.fixture
def shared_vector():
    return Vector(1, 2, 3)
