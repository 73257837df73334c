"""What differs on a terminal: colours, the pager, questions. The terminal is a pseudo-terminal."""

import os
import select
import sys
import time

import pytest

from tests.servers.raw import RawServer, reply

from .lines import ENVIRONMENT, PATIENCE, installed

pty = pytest.importorskip("pty")

TABLES = reply(200, b'{"TableNames": ["alpha"]}', {"content-type": "application/x-amz-json-1.0"})


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, directory, words, environ):
        command = [sys.executable, str(installed("sotalia", directory)), *words]
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.execve(
                command[0], command, {"PATH": os.environ["PATH"], "HOME": str(directory), **ENVIRONMENT, **environ}
            )
        self.text = ""

    def read_until(self, text=None):
        """Read until a text has come, or to the end."""
        deadline = time.monotonic() + PATIENCE
        while text is None or text not in self.text:
            ready, _, _ = select.select([self.handle], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"nothing came after {self.text!r}"
            try:
                data = os.read(self.handle, 65536)
            except OSError:  # Linux says so when the other side is closed
                data = b""
            if not data:
                assert text is None, f"{text!r} did not come, but {self.text!r}"
                break
            self.text += data.decode().replace("\r\n", "\n")
        return self.text

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self):
        """Return all that came and the exit code."""
        self.read_until()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.handle)
        return self.text, os.waitstatus_to_exitcode(status)


@pytest.fixture
def terminal(tmp_path):
    with RawServer() as server:
        server.answer(TABLES)

        def start(*words, **environ):
            return Terminal(tmp_path, words, {"AWS_ENDPOINT_URL": server.url, "TERM": "xterm", **environ})

        yield start


def pager(directory):
    """Return a pager that shows what it got, so that it can be told from the command."""
    path = directory / "pager"
    path.write_text('#!/bin/sh\necho "PAGER LESS=$LESS"\ncat\n')
    path.chmod(0o755)
    return str(path)


def test_tables_are_coloured(terminal):
    text, code = terminal("dynamodb", "list-tables", "--output", "table").end()
    assert code == 0
    assert "\x1b[1m\x1b[34malpha\x1b[0m" in text


@pytest.mark.parametrize("words", [["--color", "off"], ["--color", "auto", "--output", "json"]])
def test_where_no_colours_are_wanted_there_are_none(terminal, words):
    text, _ = terminal("dynamodb", "list-tables", "--output", "table", *words).end()
    assert "alpha" in text
    assert "\x1b" not in text


def test_results_and_help_go_through_the_pager(terminal, tmp_path):
    for words in (["dynamodb", "list-tables"], ["dynamodb", "help"]):
        text, code = terminal(*words, AWS_PAGER=pager(tmp_path)).end()
        assert code == 0
        assert text.startswith("PAGER LESS=FRX\n")


def test_without_a_pager_there_is_none(terminal, tmp_path):
    text, _ = terminal("dynamodb", "list-tables", "--no-cli-pager", AWS_PAGER=pager(tmp_path)).end()
    assert text.startswith("{\n")


def test_a_pager_that_is_not_there_is_named(terminal):
    text, code = terminal("dynamodb", "list-tables", AWS_PAGER="/nope/pager").end()
    assert code == 253
    assert "An error occurred (Pager): Unable to redirect output to pager." in text
    assert "/nope/pager" in text


def test_configure_asks(terminal, tmp_path):
    session = terminal("configure")
    for question, answer in (
        ("AWS Access Key ID [None]: ", "AKIDNEW"),
        ("AWS Secret Access Key [None]: ", "newsecret"),
        ("Default region name [None]: ", "eu-west-1"),
        ("Default output format [None]: ", ""),
    ):
        session.read_until(question)
        session.type(f"{answer}\n")
    _, code = session.end()
    assert code == 0
    assert (tmp_path / ".aws/config").read_text() == "[default]\nregion = eu-west-1\n"
    assert "aws_access_key_id = AKIDNEW" in (tmp_path / ".aws/credentials").read_text()


def test_configure_masks_what_is_there(terminal, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text("[default]\naws_access_key_id = AKIDEXAMPLE\n")
    session = terminal("configure")
    session.read_until("AWS Access Key ID [****************MPLE]: ")
    session.type("\x03")
    text, code = session.end()
    assert code == 130
    assert "KeyboardInterrupt" not in text
