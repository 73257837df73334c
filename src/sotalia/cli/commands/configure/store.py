"""Changing AWS's files: what is set changes, and all else in them, comments too, stays as it is."""

from __future__ import annotations

import os

from ...faults import SUCCESS, CliError, bad_value
from ...paramfile import FileError, file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

#: Values that go to the credentials file.
SECRETS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token")
#: Sections that are no profiles.
OTHER_SECTIONS = ("preview", "plugins")


def profile_section(profile: str) -> str:
    """Return the name of a profile's section in the config file."""
    if profile == "default":
        return profile
    return f"profile '{profile}'" if any(mark in profile for mark in " \t") else f"profile {profile}"


def update(path: str, section: str, values: dict[str, Any]) -> None:
    """Set values of a section of a file; a dict among them is a nested section. The file, or section, may be new.

    Raises CliError for values with line breaks, OSError.
    """
    for name, value in values.items():
        parts = [name, *(value.items() if isinstance(value, dict) else [(value,)])]
        if any("\n" in text or "\r" in text for part in parts for text in ((part,) if isinstance(part, str) else part)):
            raise CliError(f"Invalid value for key {name}: newline characters and carriage returns are not allowed.")
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        lines = []
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    start = next((at for at, line in enumerate(lines) if _section_of(line) == _normal(section)), None)
    if start is None:
        lines += [f"[{section}]", *_lines(values, "")]
    else:
        end = next((at for at in range(start + 1, len(lines)) if _section_of(lines[at]) is not None), len(lines))
        lines[start + 1 : end] = _updated(lines[start + 1 : end], values)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def _normal(section: str) -> str:
    return " ".join(section.replace('"', "").replace("'", "").split())


def _section_of(line: str) -> str | None:
    text = line.strip()
    return _normal(text[1 : text.rindex("]")]) if text.startswith("[") and "]" in text else None


def _name_of(line: str) -> str | None:
    """Return the name of the option that a line sets; None for other lines, those of nested options too."""
    if not line.strip() or line[0] in " \t#;":
        return None
    ends = [at for at in (line.find("="), line.find(":")) if at > 0]
    return line[: min(ends)].strip().lower() if ends else None


def _updated(lines: list[str], values: dict[str, Any]) -> list[str]:
    """Return a section's lines with the values in them; new ones come after its last option."""
    rest = dict(values)
    result: list[str] = []
    at = 0
    while at < len(lines):
        name = _name_of(lines[at])
        end = at + 1
        while name is not None and end < len(lines) and lines[end][:1] in (" ", "\t") and lines[end].strip():
            end += 1
        given = next((key for key in rest if name == key.lower()), None)
        if given is None:
            result += lines[at:end]
        else:
            value = rest.pop(given)
            result += _nested(lines[at:end], given, value) if isinstance(value, dict) else [f"{given} = {value}"]
        at = end
    last = max((at for at, line in enumerate(result) if line.strip()), default=-1)
    return [*result[: last + 1], *_lines(rest, ""), *result[last + 1 :]]


def _nested(lines: list[str], name: str, values: dict[str, Any]) -> list[str]:
    rest = dict(values)
    result = [f"{name} ="]
    for line in lines[1:]:
        key = line.partition("=")[0].strip()
        result.append(f"    {key} = {rest.pop(key)}" if key in rest else line)
    return [*result, *_lines(rest, "    ")]


def _lines(values: dict[str, Any], margin: str) -> list[str]:
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, dict):
            lines += [f"{margin}{name} =", *_lines(value, f"{margin}    ")]
        else:
            lines.append(f"{margin}{name} = {value}")
    return lines


def store(context: Context, profile: str, values: dict[str, Any]) -> None:
    """Set values of a profile, each in the file where it belongs. Raises OSError."""
    secrets = {name: value for name, value in values.items() if name in SECRETS}
    others = {name: value for name, value in values.items() if name not in SECRETS}
    if secrets:
        update(context.settings.path("credentials_file"), profile, secrets)
    if others:
        update(context.settings.path("config_file"), profile_section(profile), others)


def set_value(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure set NAME VALUE`."""
    name, value = values["varname"], values["value"]
    profile = context.settings.profile or "default"
    first, *rest = name.split(".")
    config = context.settings.path("config_file")
    if first in OTHER_SECTIONS and len(rest) == 1:
        update(config, first, {rest[0]: value})
        return SUCCESS
    if first in ("sso-session", "services") and len(rest) >= 2:
        update(config, f"{first} {rest[0]}", _at(rest[1:], value))
        return SUCCESS
    if first == "profile" and len(rest) >= 2:
        profile, first, rest = rest[0], rest[1], rest[2:]
    elif first == "default" and rest:
        profile, first, rest = "default", rest[0], rest[1:]
    store(context, profile, _at([first, *rest], value))
    return SUCCESS


def _at(names: list[str], value: Any) -> dict[str, Any]:
    if len(names) > 2:
        raise CliError(f"There are no options below {'.'.join(names[:2])}")
    return {names[0]: {names[1]: value}} if len(names) == 2 else {names[0]: value}


def add_model(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure add-model`: copy a service's model to where models are looked for."""
    from json import loads

    from ...paramfile import user_path

    try:
        text = file_content(values["service-model"])
        model = loads(text)
        metadata = model["metadata"]
        name = values["service-name"] or metadata["endpointPrefix"]
        directory = os.path.join(user_path("~/.aws/models"), name, metadata["apiVersion"])
    except FileError as error:
        raise bad_value("--service-model", str(error)) from None
    except (KeyError, TypeError, ValueError):
        raise bad_value("--service-model", "Invalid JSON: it is no model of a service") from None
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "service-2.json"), "w", encoding="utf-8") as file:
        file.write(text)
    return SUCCESS
