"""Showing what is configured."""

from __future__ import annotations

import sys

from ...faults import FAILED, SUCCESS
from .ask import masked
from .store import OTHER_SECTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

_UNSET = "<not set>"


def get(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure get NAME`."""
    settings = context.settings
    first, *rest = values["varname"].split(".")
    config = settings.full_config
    profiles: dict[str, Any] = config["profiles"]
    value: Any
    if not rest:
        value = settings.scoped_config.get(first)
    elif first in OTHER_SECTIONS and len(rest) == 1:
        value = config.get(first, {}).get(rest[0])
    elif first in ("sso-session", "services") and len(rest) >= 2:
        value = _within(config.get(first.replace("-", "_").rstrip("s") + "s", {}).get(rest[0], {}), rest[1:])
    elif first == "profile" and len(rest) >= 2:
        value = _within(profiles.get(rest[0], {}), rest[1:])
    elif first == "default" or first in profiles:
        value = _within(profiles.get(first, {}), rest)
    else:
        value = _within(profiles.get(settings.profile or "default", {}), [first, *rest])
    if isinstance(value, str):
        sys.stdout.write(f"{value}\n")
        return SUCCESS
    if isinstance(value, dict):
        sys.stderr.write(f"varname ({values['varname']}) must reference a value, not a section or sub-section.")
    return FAILED


def _within(section: Any, names: list[str]) -> Any:
    for name in names:
        section = section.get(name) if isinstance(section, dict) else None
    return section


def list_profiles(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure list-profiles`."""
    for name in context.settings.available_profiles:
        sys.stdout.write(f"{name}\n")
    return SUCCESS


def list_settings(context: Context, values: dict[str, Any]) -> int:
    """Carry out `configure list`: what is used, and where it comes from."""
    rows = [("NAME", "VALUE", "TYPE", "LOCATION"), _profile_row(context)]
    credentials = context.session.get_credentials()
    if credentials is None:
        rows += [(name, _UNSET, "None", "None") for name in ("access_key", "secret_key")]
    else:
        frozen = context.session.get_frozen_credentials()
        key, secret = (None, None) if frozen is None else (frozen.access_key, frozen.secret_key)
        rows += [(name, str(masked(value)), credentials.method, "") for name, value in
                 (("access_key", key), ("secret_key", secret))]  # fmt: skip
    rows.append(_region_row(context))
    for name, value, kind, place in rows:
        sys.stdout.write(f"{name:<10} : {value:<24} : {kind:<16} : {place}\n")
    return SUCCESS


def _profile_row(context: Context) -> tuple[str, str, str, str]:
    if context.general.profile:
        return "profile", context.general.profile, "manual", "--profile"
    name = context.settings.profile
    origin = context.settings.origin("profile")
    return ("profile", name, "env", str(origin)) if name else ("profile", _UNSET, "None", "None")


def _region_row(context: Context) -> tuple[str, str, str, str]:
    from ....settings.options import DEFAULT, ENVIRONMENT

    environ = context.settings.environ
    if context.general.region:
        return "region", context.general.region, "manual", "--region"
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if environ.get(variable):
            return "region", environ[variable], "env", f"['{variable}']"
    origin = context.settings.origin("region")
    if origin.kind in (DEFAULT, ENVIRONMENT):
        return "region", _UNSET, "None", "None"
    return "region", context.settings.get("region"), "config-file", context.settings.path("config_file")
