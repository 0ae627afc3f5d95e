import pytest
from queue_of import Queue


@pytest.fixture(scope="session")
def shared():
    return Queue(5)
