"""`codeartifact login`: have pip, npm, twine and others take packages from a repository, for twelve hours."""

from __future__ import annotations

import os
import re
import sys
import time
from urllib.parse import urlsplit

from ...io.files import write_file
from ...io.system import IS_MAC, IS_WINDOWS
from ..faults import SUCCESS, CliError
from ..handmade import Command, Row
from ..paramfile import user_path
from ..words import NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from ..context import Context

#: Tool → the format of packages that it takes.
_FORMATS = {"swift": "swift", "nuget": "nuget", "dotnet": "nuget", "npm": "npm", "pip": "pypi", "twine": "pypi"}
#: Tool → what a namespace must look like; the others take none.
_NAMESPACES = {
    "npm": (re.compile(r"@?[a-z0-9~-][a-z0-9._~-]*\Z"), "no leading dots or underscores"),
    "swift": (
        re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}\Z"),
        "no leading dots or underscores and no more than 39 characters",
    ),
}
_NPM = "npm.cmd" if IS_WINDOWS else "npm"
#: A line of `nuget sources list`: `1.  name [Enabled]`; the source's URL is in the next one.
_SOURCE = re.compile(r"\d+\.\s+(.+?)\s+\[.*\]\Z")
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def _login(context: Context, values: dict[str, Any]) -> int:
    tool = values["tool"]
    _check_namespace(tool, values["namespace"])
    client = context.client("codeartifact")
    where = {"domain": values["domain"]}
    if values["domain-owner"]:
        where["domainOwner"] = values["domain-owner"]
    duration = values["duration-seconds"]
    token = client.get_authorization_token(**where, **({"durationSeconds": duration} if duration else {}))
    more = {"endpointType": values["endpoint-type"]} if values["endpoint-type"] else {}
    endpoint = client.get_repository_endpoint(**where, repository=values["repository"], format=_FORMATS[tool], **more)[
        "repositoryEndpoint"
    ]
    secret = token["authorizationToken"]
    if tool == "twine":
        _twine(endpoint, secret, dry=values["dry-run"])
    elif tool in ("nuget", "dotnet"):
        _nuget(tool, f"{endpoint}v3/index.json", secret, values)
    else:
        if tool == "swift" and not IS_MAC:  # there, the keychain has it
            _netrc(urlsplit(endpoint).hostname or "", secret, dry=values["dry-run"])
        _carry_out(_commands(tool, endpoint, secret, values["namespace"]), secret, dry=values["dry-run"])
    if not values["dry-run"]:
        sys.stdout.write(
            f"Successfully configured {'nuget' if tool == 'dotnet' else tool} to use AWS CodeArtifact repository "
            f"{endpoint} \nLogin expires in {_left(token['expiration'])} at {token['expiration']}\n"
        )
    return SUCCESS


def _check_namespace(tool: str, namespace: str | None) -> None:
    if namespace is None:
        return
    if tool not in _NAMESPACES:
        raise CliError(f"Argument --namespace is not supported for {tool}")
    pattern, rule = _NAMESPACES[tool]
    if not pattern.match(namespace):
        raise CliError(f"Invalid scope name, scope must contain URL-safe characters, {rule}")


def _left(expires: datetime) -> str:
    """Return how long it is until a time, in its two largest units."""
    left = int(expires.timestamp() - time.time() + 30)  # 11 hours and 59.5 minutes are 12 hours
    parts = []
    for name, size in _UNITS:
        count, left = divmod(left, size)
        if count > 0:
            parts.append(f"{count} {name}{'s' if count != 1 else ''}")
        if parts and (len(parts) > 1 or not count):
            break
    return " and ".join(parts)


def _commands(tool: str, endpoint: str, secret: str, namespace: str | None) -> list[list[str]]:
    """Return the commands that set up a tool."""
    parts = urlsplit(endpoint)
    if tool == "pip":
        url = f"{parts.scheme}://aws:{secret}@{parts.netloc}{parts.path}simple/"
        return [["pip", "config", "set", "global.index-url", url]]
    if tool == "npm":
        scope = namespace and f"@{namespace.removeprefix('@')}:"
        place = f"//{parts.netloc}{parts.path}"
        return [
            [_NPM, "config", "set", f"{scope or ''}registry", endpoint],
            [_NPM, "config", "set", f"{place}:always-auth", "true"],
            [_NPM, "config", "set", f"{place}:_authToken", secret],
        ]
    login = ["swift", "package-registry", "login", f"{endpoint}login", *(["--token", secret] if IS_MAC else [])]
    return [["swift", "package-registry", "set", endpoint, *(["--scope", namespace] if namespace else [])], login]


def _carry_out(commands: list[list[str]], secret: str, *, dry: bool) -> None:
    for command in commands:
        if dry:
            sys.stdout.write(f"{' '.join(command)}\n\n")
        elif not any("always-auth" in word for word in command):
            _run(command, secret)
        else:
            try:
                _run(command, secret)
            except _CommandFailed:
                pass  # newer versions of npm know it no more, and need it no more


class _CommandFailed(CliError):
    pass


def _run(command: list[str], secret: str = "") -> str:
    """Run a command of the user's tools; return what it printed. Raises CliError, in which the token is not."""
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own tool
    except FileNotFoundError:
        raise CliError(f"{command[0]} was not found. Please verify installation.") from None
    if done.returncode:
        text = (
            f"Command '{command}' returned non-zero exit status {done.returncode}. Stderr from command:\n{done.stderr}"
        )
        raise _CommandFailed((text.replace(secret, "******") if secret else text).strip())
    return done.stdout


def _nuget(tool: str, url: str, secret: str, values: dict[str, Any]) -> None:
    """Add the repository to the sources of NuGet, or, where it is there from an earlier login, bring it up to date."""
    listing = ["nuget", "sources", "list", "-format", "detailed"]
    if tool == "dotnet":
        listing = ["dotnet", "nuget", "list", "source", "--format", "detailed"]
    sources = _sources(_run(listing))
    name = f"{values['domain']}/{values['repository']}"
    name = next((known for known, its_url in sources.items() if its_url == url), name)
    verb = "update" if name in sources else "add"
    if tool == "dotnet":
        place = [url, "--name", name] if verb == "add" else [name, "--source", url]
        clear = [] if IS_WINDOWS else ["--store-password-in-clear-text"]
        command = ["dotnet", "nuget", verb, "source", *place, "--username", "aws", "--password", secret, *clear]
    else:
        command = ["nuget", "sources", verb, "-name", name, "-source", url, "-username", "aws", "-password", secret]
    if values["dry-run"]:
        sys.stdout.write(f"{' '.join(command)}\n")
        return
    _run(command, secret)
    done = f"Added source {name} to the user level" if verb == "add" else f"Updated source {name} in the"
    sys.stdout.write(f"{done} NuGet.Config\n")


def _sources(listing: str) -> dict[str, str]:
    """Return name → URL of the sources that NuGet has listed."""
    lines = [line.strip() for line in listing.splitlines() if line.strip()]
    found = ((_SOURCE.match(line), after) for line, after in zip(lines, [*lines[1:], ""], strict=False))
    return {match[1]: after for match, after in found if match}


def _netrc(host: str, secret: str, *, dry: bool) -> None:
    """Write the token into ~/.netrc, where Swift looks for it."""
    path = user_path("~/.netrc")
    entry = f"machine {host} login token password {secret}"
    if dry:
        sys.stdout.write(
            f"Dryrun mode is enabled, not writing to netrc.\nThe following line would have been written to {path}:\n\n"
            f"{entry}\n\nAnd would have run the following commands:\n\n"
        )
        return
    text = _content(path)
    known = re.compile(rf"(\bmachine\s+{re.escape(host)}\s+login\s+\S+\s+password\s+)\S+")
    if known.search(text):
        text = known.sub(lambda match: match[1] + secret, text)
    else:
        text = f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{entry}\n"
    _write(path, text)


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _write(path: str, text: str) -> None:
    """Write a file that only the user may read; where there is a link, what it leads to."""
    write_file(os.path.realpath(path), text.encode())


def _twine(endpoint: str, secret: str, *, dry: bool) -> None:
    """Write the repository into ~/.pypirc, which twine reads."""
    from configparser import Error, RawConfigParser
    from io import StringIO

    path = user_path("~/.pypirc")
    config = RawConfigParser()
    try:
        config.read_string(_content(path) or "[distutils]\nindex-servers=\n    pypi\n")
        servers = config.get("distutils", "index-servers").split()
        if "codeartifact" not in servers:
            config.set("distutils", "index-servers", "\n".join(["", *servers, "codeartifact"]))
    except Error as error:
        raise CliError(f"{path} is in an invalid state: {type(error).__name__}") from None  # it may quote the file
    if not config.has_section("codeartifact"):
        config.add_section("codeartifact")
    for name, value in (("repository", endpoint), ("username", "aws"), ("password", secret)):
        config.set("codeartifact", name, value)
    text = StringIO()
    config.write(text)
    if dry:
        sys.stdout.write(
            f"Dryrun mode is enabled, not writing to pypirc.\n{path} would have been set to the following:\n\n"
            f"{text.getvalue()}\n"
        )
        return
    _write(path, text.getvalue())


LOGIN = Command(
    _login,
    (
        Row(Option("--tool", choices=tuple(_FORMATS)), "The package manager.", required=True),
        Row(Option("--domain"), "The domain that the repository belongs to.", required=True),
        Row(Option("--domain-owner"), "The account that the domain belongs to."),
        Row(Option("--namespace"), "Only for packages of this namespace (npm, swift)."),
        Row(Option("--duration-seconds", number="int"), "Seconds that the token is good for."),
        Row(Option("--repository"), "The repository.", required=True),
        Row(Option("--endpoint-type"), "The type of the endpoint: ipv4 or dualstack."),
        Row(Option("--dry-run", NONE), "Print the commands, which have the token in them, and run none."),
    ),
)
