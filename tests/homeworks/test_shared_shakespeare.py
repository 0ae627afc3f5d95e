"""The loader of tiny Shakespeare, against a server on this machine; the real text where it is at hand."""

from __future__ import annotations

import hashlib
import http.server
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "assignments" / "shared"))
import shakespeare
from shakespeare import ShakespeareError, load, split

STAND_IN = ("ROMEO:\nIs the day so young?\n\nBENVOLIO:\nBut new struck nine.\n" * 40).encode()


class Server(http.server.ThreadingHTTPServer):
    """Serves `pages`; "/slow" never answers. `asked` lists the paths that were asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = {"/input.txt": STAND_IN}
        self.asked = []

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/slow":
            time.sleep(2)
        body = self.server.pages.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """A short text in place of the real one, no path in the environment, and no proxy."""
    monkeypatch.setattr(shakespeare, "SIZE", len(STAND_IN))
    monkeypatch.setattr(shakespeare, "SHA256", hashlib.sha256(STAND_IN).hexdigest())
    monkeypatch.delenv(shakespeare.VARIABLE, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_given_path_is_read_and_nothing_is_downloaded(tmp_path, server):
    path = tmp_path / "mine.txt"
    path.write_bytes(STAND_IN)
    assert load(path, tmp_path / "cache", server.url("/input.txt")) == STAND_IN.decode()
    assert server.asked == []
    assert not (tmp_path / "cache").exists()


def test_the_environment_variable_names_the_path(tmp_path, server, monkeypatch):
    (tmp_path / "mine.txt").write_bytes(STAND_IN)
    monkeypatch.setenv(shakespeare.VARIABLE, str(tmp_path / "mine.txt"))
    assert load(cache=tmp_path, url=server.url("/input.txt")) == STAND_IN.decode()
    assert server.asked == []


def test_a_download_fills_the_cache_which_serves_the_next_time(tmp_path, server):
    for _ in range(2):
        assert load(cache=tmp_path / "a" / "b", url=server.url("/input.txt")) == STAND_IN.decode()
    assert server.asked == ["/input.txt"]
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == [shakespeare.FILE]


@pytest.mark.parametrize("broken", [STAND_IN[:-1], STAND_IN[:-1] + b"?"])
def test_a_broken_cache_is_downloaded_again_and_whole(tmp_path, server, broken):
    (tmp_path / shakespeare.FILE).write_bytes(broken)
    assert load(cache=tmp_path, url=server.url("/input.txt")) == STAND_IN.decode()
    assert (tmp_path / shakespeare.FILE).read_bytes() == STAND_IN


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (STAND_IN[:-100], f"it has {len(STAND_IN) - 100:,} bytes instead of {len(STAND_IN):,}"),
        (STAND_IN + b"x" * 10_000, f"it has {len(STAND_IN) + 1:,} bytes instead of {len(STAND_IN):,}"),
        (STAND_IN.replace(b"young", b"yoUng", 1), "its SHA-256 is another"),
        (b"", "it has 0 bytes"),
    ],
)
def test_a_download_that_is_not_the_text_is_refused_and_not_kept(tmp_path, server, answer, problem):
    server.pages["/input.txt"] = answer
    with pytest.raises(ShakespeareError, match=problem) as caught:
        load(cache=tmp_path / "cache", url=server.url("/input.txt"))
    assert str(caught.value).startswith(server.url("/input.txt"))
    assert not (tmp_path / "cache").exists()


def test_a_wrong_file_at_the_given_path_is_refused_by_its_hash(tmp_path, server):
    path = tmp_path / "mine.txt"
    path.write_bytes(STAND_IN[:-1] + b"?")
    with pytest.raises(ShakespeareError, match="SHA-256 is another; give the path of the right file"):
        load(path, tmp_path, server.url("/input.txt"))
    assert server.asked == []


def test_a_path_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(ShakespeareError) as caught:
        load(tmp_path / "nowhere.txt")
    message = (
        f"{tmp_path / 'nowhere.txt'}: cannot be read (No such file or directory); give the path of {shakespeare.FILE}"
    )
    assert str(caught.value) == message


def test_offline_is_one_sentence_that_says_what_to_do(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/input.txt"
        with pytest.raises(ShakespeareError) as caught:
            load(cache=tmp_path, url=url)
    assert "Connection refused" in str(caught.value)
    assert str(caught.value).endswith(
        "connect to the internet, or get the file some other way and set AUTOGRADER_SHAKESPEARE to its path"
    )
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("path", ["/missing.txt", "/slow"])
def test_a_page_that_is_missing_or_never_comes_is_one_sentence(tmp_path, server, path):
    with pytest.raises(ShakespeareError, match="cannot be downloaded"):
        load(cache=tmp_path, url=server.url(path), timeout=0.3)


def test_an_answer_that_is_not_http_is_one_sentence(tmp_path):
    def talk():
        with listener.accept()[0] as caller:
            caller.recv(1000)
            caller.sendall(b"nonsense\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = threading.Thread(target=talk)
        answer.start()
        with pytest.raises(ShakespeareError, match="cannot be downloaded"):
            load(cache=tmp_path, url=f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=5)
        answer.join()


def test_something_that_is_no_url_is_one_sentence(tmp_path):
    with pytest.raises(ShakespeareError, match="cannot be downloaded"):
        load(cache=tmp_path, url="nonsense")


def test_a_cache_that_cannot_be_written_costs_nothing_but_the_cache(tmp_path, server):
    (tmp_path / "file").write_text("not a folder")
    assert load(cache=tmp_path / "file", url=server.url("/input.txt")) == STAND_IN.decode()


def test_the_first_ninety_percent_train():
    train, test = split("x" * 1_115_394)
    assert (len(train), len(test)) == (1_003_854, 111_540)
    assert len(train) == round(0.9 * 1_115_394 - 0.6)


REAL = os.environ.get("AUTOGRADER_SHAKESPEARE")


@pytest.mark.skipif(not REAL, reason="AUTOGRADER_SHAKESPEARE does not name the real text")
def test_the_real_text_is_what_the_loader_expects(monkeypatch):
    monkeypatch.undo()
    text = load(REAL)
    assert (len(text), len(set(text))) == (1_115_394, 65)
    assert text.startswith("First Citizen:\nBefore we proceed any further, hear me speak.")
