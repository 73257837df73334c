"""`sotalia local`: the command's environment, its exit code, its signals, and that no server is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

import sotalia.local

pytest.importorskip("moto", reason="needs the extra `local`: pip install 'sotalia[local]'")

LOCAL = [sys.executable, "-m", "sotalia", "local"]
ASK = """
import http.client, os
connection = http.client.HTTPConnection(os.environ['AWS_ENDPOINT_URL'].removeprefix('http://'), timeout=9)
connection.request('GET', '/bucket?X-Amz-Signature=sesame')
print(connection.getresponse().status)
"""
#: A connection of the server's whose client has gone before it has all of a reply.
LEAVE = """
import gc, socket, server
from cheroot.makefile import MakeFile
made = server.build(0, False)
ours, theirs = socket.socketpair()
connection = made.ConnectionClass(made, ours, MakeFile)
theirs.close()
try:
    connection.wfile.write(b'the rest of a reply')
except BrokenPipeError:
    connection.close()
del connection, ours
gc.collect()
"""
SHOW = """
import os
for name, value in sorted(os.environ.items()):
    if name.startswith(('AWS', 'SOTALIA')) or 'PROXY' in name:
        print(f'{name}={value}')
"""


@pytest.fixture(autouse=True)
def callers_environment(monkeypatch):
    """What a caller may have set, none of which the command must see."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real-secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real-token")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://s3.example.com")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LOCAL, *arguments], capture_output=True, text=True, timeout=60, **options)


def python(code: str) -> list[str]:
    return ["--", sys.executable, "-c", code]


def refuses(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def eventually(condition, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_the_command_reaches_the_aws_and_its_output_is_untouched():
    done = run(*python(ASK))
    assert (done.stdout, done.returncode) == ("404\n", 0)


def test_the_command_sees_dummies_and_nothing_of_the_callers(monkeypatch):
    for name in ("SOTALIA_SPEED", "SOTALIA_MODELS"):  # what the tests set for themselves
        monkeypatch.delenv(name, raising=False)
    done = run("--region", "eu-west-3", *python(SHOW))
    seen = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert seen.pop("AWS_ENDPOINT_URL").startswith("http://127.0.0.1:")
    assert seen == {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_REGION": "eu-west-3",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
        "SOTALIA_ROLE_CACHE": "off",
    }


def test_a_client_that_leaves_in_the_middle_of_a_reply_makes_no_traceback(monkeypatch):
    """Python 3.13 prints what goes wrong in closing a file that was left open; before, the mode for developers does."""
    monkeypatch.setenv("PYTHONPATH", os.path.dirname(sotalia.local.__file__))
    command = [sys.executable, "-X", "dev", "-W", "ignore", "-c", LEAVE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize(("code", "expected"), [("exit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 137)])
def test_the_exit_code_is_the_commands(code, expected):
    assert run(*python(code)).returncode == expected


def test_a_command_that_is_not_there(tmp_path):
    done = run("--", "no-such-command")
    assert (done.returncode, done.stderr) == (127, "sotalia local: no-such-command: there is no such command\n")
    (tmp_path / "data").write_text("no program")
    done = run("--", str(tmp_path / "data"))
    assert (done.returncode, done.stderr) == (126, f"sotalia local: {tmp_path / 'data'}: Permission denied\n")


@pytest.mark.parametrize("arguments", [["python"], ["--"], ["--port", "many"]])
def test_a_line_that_makes_no_sense(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: sotalia local" in done.stderr


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port), *python("print('ran')"))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def test_missing_packages_are_named_with_the_extra(monkeypatch, capsys):
    from sotalia.cli import main
    from sotalia.local import launcher

    monkeypatch.setitem(launcher.REQUIRED, "no_such_module", "no-such-package")
    assert main(["local", "--", "true"]) == 1
    error = capsys.readouterr().err
    assert "not installed: no-such-package. Install them with: pip install 'sotalia[local]'" in error


def test_verbose_logs_requests_but_no_secrets():
    done = run("--verbose", *python(ASK))
    assert "GET /bucket  -> 404 NOT FOUND" in done.stderr
    assert "sesame" not in done.stderr


class TestSignals:
    """Each test starts a command that says where its AWS is, and then waits."""

    WAIT = (
        "import os, signal, sys, time\n"
        # Not print(): the signal may come while the first line is still being printed.
        "def told(number, frame): os.write(1, f'{signal.Signals(number).name}\\n'.encode()); sys.exit(3)\n"
        "for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, told)\n"
        "print(os.environ['AWS_ENDPOINT_URL'], os.getpid(), flush=True)\n"
        "time.sleep(60)\n"
    )

    @pytest.fixture
    def running(self):
        process = subprocess.Popen(
            [*LOCAL, *python(self.WAIT)], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stdout is not None
        url, pid = process.stdout.readline().split()
        yield process, url, int(pid)
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()

    @pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
    def test_reach_the_command_once(self, running, name):
        process, url, _ = running
        process.send_signal(getattr(signal, name))
        assert process.stdout.read() == f"{name}\n"
        assert process.wait(60) == 3
        assert refuses(url)

    def test_that_kill_sotalia_leave_no_server(self, running):
        process, url, command = running
        process.kill()
        process.wait()
        assert eventually(lambda: refuses(url))
        os.kill(command, signal.SIGKILL)

    def test_ctrl_c_in_a_terminal_reaches_the_command_once_and_ends_the_server(self):
        pty = pytest.importorskip("pty")
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [*LOCAL, *python(self.WAIT)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )
        os.close(follower)
        output = b""
        while b"\n" not in output:
            output += os.read(leader, 1000)
        url = output.split()[0].decode()
        os.write(leader, b"\x03")
        assert process.wait(60) == 3
        assert os.read(leader, 1000).count(b"SIGINT") == 1
        assert refuses(url)
        os.close(leader)


class TestKeptRunning:
    @pytest.fixture
    def kept(self):
        process = subprocess.Popen(LOCAL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline().strip()]
        while not lines[-1].startswith("export AWS_DEFAULT_REGION"):
            lines.append(process.stdout.readline().strip())
        yield process, lines
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()

    def test_its_lines_lead_a_shell_to_it(self, kept):
        _, lines = kept
        script = "\n".join(
            [*lines, 'echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID ${AWS_PROFILE-none} ${AWS_SESSION_TOKEN-none}"']
        )
        done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
        url, *rest = done.stdout.split()
        assert rest == ["local", "none", "none"]
        assert not refuses(url)

    @pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
    def test_a_signal_ends_it_in_the_ordinary_way(self, kept, name):
        process, lines = kept
        (url,) = (line.partition("=")[2] for line in lines if line.startswith("export AWS_ENDPOINT_URL"))
        process.send_signal(getattr(signal, name))
        assert process.wait(60) == 0
        assert refuses(url)
