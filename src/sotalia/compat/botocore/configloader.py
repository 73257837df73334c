"""AWS's files, read by a program itself."""

from __future__ import annotations

from ...errors import ConfigNotFound
from ...identity.paths import users_path
from ...settings.inifile import decode, parse, profile_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load_config(config_filename: str) -> dict[str, Any]:
    """Return a config file with its profiles sorted: `{"profiles": {name: options}, …}`.

    Raises ConfigNotFound, ConfigParseError.
    """
    return build_profile_map(raw_config_parse(config_filename))


def multi_file_load_config(*filenames: str) -> dict[str, Any]:
    """Return several files like one; those that are not there are left out, and of two profiles of one name the first
    one counts.
    """
    profiles: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for filename in filenames:
        try:
            loaded = load_config(filename)
        except ConfigNotFound:
            continue
        profiles = {**loaded.pop("profiles"), **profiles}
        merged = {**loaded, **merged}
    return {**merged, "profiles": profiles}


def raw_config_parse(config_filename: str | None, parse_subsections: bool = True) -> dict[str, Any]:
    """Return the sections of a file as they are; nested options are dicts unless `parse_subsections` is false.

    Raises ConfigNotFound, ConfigParseError.
    """
    if config_filename is None:
        return {}
    path = users_path(config_filename)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        raise ConfigNotFound(path=path) from None
    return dict(parse(decode(data, path), path, parse_subsections))


def build_profile_map(parsed_ini_config: dict[str, Any]) -> dict[str, Any]:
    """Sort the sections of a config file; see `load_config`."""
    return profile_map(parsed_ini_config)
