"""`codeartifact login`: which commands it has the tools carry out, and what it writes into their files."""

import os
import stat
import time

import pytest

from .lines import run_line

ENDPOINT = "https://d-1.d.codeartifact.eu-central-1.amazonaws.com/pypi/re/"
TOOLS = ("pip", "npm", "swift", "nuget", "dotnet")
#: Notes its arguments, one line per call; lists a source, fails for what npm has forgotten.
TOOL = """\
#!/bin/sh
echo "${0##*/} $*" >> tool.log
case "$*" in
  *list*) [ -z "$SOURCES" ] || printf 'Registered Sources:\\n\\n  1.  %s [Enabled]\\n      %s\\n' $SOURCES ;;
  *always-auth*) exit 1 ;;
  *) [ -z "$FAILS" ] || { echo "no: $*" >&2; exit 3; } ;;
esac
"""


def run(directory, tool, *words, **case):
    programs = directory / "bin"
    programs.mkdir()
    for name in TOOLS:
        (programs / name).write_text(TOOL)
        (programs / name).chmod(0o755)
    replies = [{"body": {"authorizationToken": "tok-secret", "expiration": int(time.time()) + 43200}},
               {"body": {"repositoryEndpoint": ENDPOINT}}]  # fmt: skip
    argv = ["codeartifact", "login", "--tool", tool, "--domain", "do", "--repository", "re", *words]
    env = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", **case.pop("env", {})}
    return run_line({"argv": argv, "replies": replies, "env": env, **case}, directory)


PLACE = ENDPOINT.removeprefix("https:")
INDEX = f"{ENDPOINT}v3/index.json"


@pytest.mark.parametrize(
    ("tool", "words", "commands"),
    [
        ("pip", [], [f"pip config set global.index-url https://aws:tok-secret@{PLACE[2:]}simple/"]),
        ("npm", [], [f"npm config set registry {ENDPOINT}", f"npm config set {PLACE}:always-auth true",
                     f"npm config set {PLACE}:_authToken tok-secret"]),
        ("npm", ["--namespace", "team"], [f"npm config set @team:registry {ENDPOINT}",
                                          f"npm config set {PLACE}:always-auth true",
                                          f"npm config set {PLACE}:_authToken tok-secret"]),
        ("nuget", [], ["nuget sources list -format detailed",
                       f"nuget sources add -name do/re -source {INDEX} -username aws -password tok-secret"]),
        ("dotnet", [], ["dotnet nuget list source --format detailed",
                        f"dotnet nuget add source {INDEX} --name do/re --username aws --password tok-secret "
                        "--store-password-in-clear-text"]),
    ],
)  # fmt: skip
def test_tools_are_set_up_by_their_own_commands(tmp_path, tool, words, commands):
    done = run(tmp_path, tool, *words)
    assert (done["code"], done["stderr"]) == (0, "")
    assert done["files"]["tool.log"].splitlines() == commands
    assert "to use AWS CodeArtifact repository" in done["stdout"]
    assert "\nLogin expires in 12 hours at 20" in done["stdout"]
    assert "tok-secret" not in done["stdout"]


@pytest.mark.parametrize("source", ["do/re https://old/", f"mine {INDEX}"])
def test_what_an_earlier_login_has_added_is_brought_up_to_date(tmp_path, source):
    name = source.split()[0]
    done = run(tmp_path, "dotnet", env={"SOURCES": source})
    assert done["files"]["tool.log"].splitlines()[1] == (
        f"dotnet nuget update source {name} --source {INDEX} --username aws --password tok-secret "
        "--store-password-in-clear-text"
    )
    assert done["stdout"].startswith(f"Updated source {name} in the NuGet.Config\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, "machine {host} login token password tok-secret\n"),
        ({".netrc": "machine other login a password b"},
         "machine other login a password b\nmachine {host} login token password tok-secret\n"),
        ({".netrc": "machine {host} login token password old\nmachine other login a password b\n"},
         "machine {host} login token password tok-secret\nmachine other login a password b\n"),
    ],
)  # fmt: skip
def test_swift_finds_the_token_in_netrc(tmp_path, before, after):
    host = PLACE[2:].partition("/")[0]
    done = run(tmp_path, "swift", files={name: text.replace("{host}", host) for name, text in before.items()})
    assert (done["code"], done["files"][".netrc"]) == (0, after.replace("{host}", host))
    assert stat.S_IMODE(os.stat(tmp_path / "home/.netrc").st_mode) == 0o600
    assert (
        done["files"]["tool.log"]
        == f"swift package-registry set {ENDPOINT}\nswift package-registry login {ENDPOINT}login\n"
    )


def test_twine_finds_the_repository_in_pypirc_beside_others(tmp_path):
    before = "[distutils]\nindex-servers =\n    pypi\n    other\n\n[other]\nrepository = x\n"
    done = run(tmp_path, "twine", files={".pypirc": before})
    assert done["files"][".pypirc"] == (
        "[distutils]\nindex-servers = \n\tpypi\n\tother\n\tcodeartifact\n\n[other]\nrepository = x\n\n"
        f"[codeartifact]\nrepository = {ENDPOINT}\nusername = aws\npassword = tok-secret\n\n"
    )


@pytest.mark.parametrize("tool", ["pip", "npm", "swift", "twine", "nuget"])
def test_a_dry_run_shows_what_would_be_done(tmp_path, tool):
    done = run(tmp_path, tool, "--dry-run")
    assert done["code"] == 0
    assert "tok-secret" in done["stdout"]
    assert set(done["files"]) <= {"tool.log"}
    assert done["files"].get("tool.log", "") in ("", "nuget sources list -format detailed\n")


@pytest.mark.parametrize(
    ("tool", "words", "more", "message"),
    [
        ("pip", ["--namespace", "x"], {}, "Argument --namespace is not supported for pip"),
        ("npm", ["--namespace", ".x"], {}, "Invalid scope name, scope must contain URL-safe characters"),
        ("swift", ["--namespace", "x_y"], {}, "no more than 39 characters"),
        ("pip", [], {"env": {"FAILS": "1"}}, "returned non-zero exit status 3. Stderr from command:\nno: config set"),
        ("pip", [], {"env": {"PATH": "/nowhere"}}, "pip was not found. Please verify installation."),
        ("twine", [], {"files": {".pypirc": "nonsense"}}, "is in an invalid state"),
    ],
)
def test_what_goes_wrong_is_said_without_the_token(tmp_path, tool, words, more, message):
    done = run(tmp_path, tool, *words, **more)
    assert done["code"] == 255
    assert message in done["stderr"]
    assert "tok-secret" not in done["stderr"]
