"""`codeartifact login`: have pip, npm, twine and others take packages from a repository, for twelve hours."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from ..faults import SUCCESS, CliError
from ..handmade import Command, Row
from ..paramfile import user_path
from ..words import NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

#: Tool → the format of packages that it takes.
_FORMATS = {"pip": "pypi", "twine": "pypi", "npm": "npm", "nuget": "nuget", "dotnet": "nuget", "swift": "swift"}


def _login(context: Context, values: dict[str, Any]) -> int:
    client = context.client("codeartifact")
    where = {"domain": values["domain"]}
    if values["domain-owner"]:
        where["domainOwner"] = values["domain-owner"]
    duration = values["duration-seconds"]
    token = client.get_authorization_token(**where, **({"durationSeconds": duration} if duration else {}))
    more = {"endpointType": values["endpoint-type"]} if values["endpoint-type"] else {}
    endpoint = client.get_repository_endpoint(
        **where, repository=values["repository"], format=_FORMATS[values["tool"]], **more
    )["repositoryEndpoint"]
    secret = token["authorizationToken"]
    if values["tool"] == "twine":
        return _twine(endpoint, secret, values)
    commands = _commands(values["tool"], endpoint, secret, values)
    if values["dry-run"]:
        sys.stdout.write("".join(f"{' '.join(command)}\n\n" for command in commands))
        return SUCCESS
    for command in commands:
        _run(command)
    expires = token["expiration"].isoformat(sep=" ") if hasattr(token["expiration"], "isoformat") else ""
    sys.stdout.write(
        f"Successfully configured {values['tool']} to use AWS CodeArtifact repository {endpoint}\n"
        f"Login expires at {expires}\n"
    )
    return SUCCESS


def _commands(tool: str, endpoint: str, secret: str, values: dict[str, Any]) -> list[list[str]]:
    """Return the commands that set up a tool."""
    if tool == "pip":
        parts = urlsplit(endpoint)
        url = f"{parts.scheme}://aws:{secret}@{parts.netloc}{parts.path.rstrip('/')}/simple/"
        return [["pip", "config", "set", "global.index-url", url]]
    if tool == "npm":
        scope = values["namespace"]
        name = f"{scope if scope.startswith('@') else f'@{scope}'}:registry" if scope else "registry"
        place = "//" + endpoint.partition("//")[2]
        return [
            ["npm", "config", "set", name, endpoint],
            ["npm", "config", "set", f"{place}:_authToken", secret],
        ]
    if tool == "swift":
        login = ["swift", "package-registry", "login", f"{endpoint}login", "--token", secret, "--no-confirm"]
        scope = ["--scope", values["namespace"]] if values["namespace"] else []
        return [["swift", "package-registry", "set", endpoint, *scope], login]
    source = f"{endpoint}v3/index.json"
    name = f"{values['domain']}/{values['repository']}"
    if tool == "dotnet":
        login = ["--username", "aws", "--password", secret, "--store-password-in-clear-text"]
        return [["dotnet", "nuget", "add", "source", source, "--name", name, *login]]
    return [["nuget", "sources", "add", "-name", name, "-source", source, "-username", "aws", "-password", secret]]


def _run(command: list[str]) -> None:
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own tool
    except FileNotFoundError:
        raise CliError(f"{command[0]} was not found. Please verify installation.") from None
    if done.returncode:
        # Neither the command nor all that it printed is shown: the token is in it.
        secret = max(command, key=len)
        raise CliError(f"{command[0]} failed: {done.stderr.replace(secret, '******').strip()}")


def _twine(endpoint: str, secret: str, values: dict[str, Any]) -> int:
    """Write the repository into ~/.pypirc, which twine reads."""
    from configparser import RawConfigParser
    from io import StringIO

    path = user_path("~/.pypirc")
    config = RawConfigParser()
    config.read(path, encoding="utf-8")
    if not config.has_section("distutils"):
        config.add_section("distutils")
    servers = config.get("distutils", "index-servers", fallback="").split()
    config.set("distutils", "index-servers", "\n".join(dict.fromkeys([*servers, "codeartifact"])))
    if not config.has_section("codeartifact"):
        config.add_section("codeartifact")
    for name, value in (("repository", endpoint), ("username", "aws"), ("password", secret)):
        config.set("codeartifact", name, value)
    text = StringIO()
    config.write(text)
    if values["dry-run"]:
        sys.stdout.write(
            f"Dryrun mode is enabled, not writing to pypirc.\n{path} would have been set to the following:\n\n"
        )
        sys.stdout.write(text.getvalue())
        return SUCCESS
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
    sys.stdout.write(f"Successfully configured twine to use AWS CodeArtifact repository {endpoint}\n")
    return SUCCESS


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
