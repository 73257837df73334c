"""Static keys in the config file (`~/.aws/config`), whose profiles are sections `[profile NAME]`."""

from __future__ import annotations

from .profile_keys import profile_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "config-file"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the profile's keys in the config file, or None. Raises PartialCredentialsError, ConfigParseError."""
    yield from ()
    return profile_keys(lookup.settings.config_file.get("profiles", {}).get(lookup.profile_name), METHOD)
