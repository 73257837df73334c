"""A session's settings: options from code, the environment and the files under ~/.aws, looked up in that order.

`Settings.get("region")` looks at the values set in code, the environment variables, the profile in the config file and
the default, as the option's row in `sotalia.settings.options` says.

Laws:
- the environment is looked at anew every time (as boto3 does); the files are read when first needed, and then kept;
- files are read through the function `read_file`, and nothing else reads anything but the environment;
- a Settings is pickled without what it read: the other process reads its own files.
"""

from __future__ import annotations

import os
from errno import EFBIG, ETIMEDOUT

from .._log import debug
from ..errors import ConfigParseError, InvalidOptionValueError, ProfileNotFound
from ..percent import plain, plain_within
from .inifile import decode, malformed, parse, profile_map
from .options import CODE, DEFAULT, ENVIRONMENT, OPTIONS, PROFILE, SECTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .inifile import Sections
    from .options import Option
    from .origin import Origin


class Settings:
    """The options of a session.

    `profile` names the profile to use; without it, the environment does, or else it is `default` if there is one.
    `read_file` takes a path and returns the file's bytes, or raises OSError. `environ` is the environment; None means
    this process's. `overrides` are options set in code, by name.

    Reading raises ProfileNotFound for a profile that no file has, ConfigParseError for a malformed file,
    InvalidOptionValueError (a ValueError) for a value that cannot be converted.
    """

    def __init__(
        self,
        profile: str | None = None,
        *,
        read_file: Callable[[str], bytes],
        environ: Mapping[str, str] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        self._read_file = read_file
        self._environ = environ
        self._overrides: dict[str, Any] = dict(plain_within(overrides or {}))
        if profile is not None:
            self._overrides["profile"] = plain(profile)
        self._config_file: dict[str, Any] | None = None
        self._credentials_file: Sections | None = None
        self._full_config: dict[str, Any] | None = None

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables."""
        return os.environ if self._environ is None else self._environ

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of the option `name`, or None. `default`, unless None, stands in for the row's own."""
        row = OPTIONS.get(name)
        if row is not None:
            return self._resolve(row, row.default if default is None else default)
        value = self._overrides.get(name, default)
        return self.section(name) if value is None and name in SECTIONS else value

    def section(self, name: str, defaults: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """Return the options of the section `name` ("s3", "proxies_config"), or None where none is set.

        `defaults` holds values for options that nothing else sets.
        """
        section = self.scoped_config.get(name)
        if section and not isinstance(section, dict):
            debug("sotalia.settings", "%s in the config file is no section and is ignored", name)
            return None
        values: dict[str, Any] = dict(section or {})
        for row in SECTIONS[name].values():
            value = self._resolve(row, defaults.get(row.name) if defaults else None)
            if value is not None:
                values[row.name] = value
        return values if values or section is not None else None

    def set(self, name: str, value: Any) -> None:
        """Set the option `name` in code: from now on it wins over environment and files. None removes it again."""
        if value is None:
            self._overrides.pop(name, None)
        else:
            self._overrides[name] = plain(value)

    def override(self, name: str) -> Any:
        """Return the value set in code for `name`, or None."""
        return self._overrides.get(name)

    def origin(self, name: str) -> Origin:
        """Return where the value that `get(name)` returns comes from. Raises what `get` raises."""
        from .origin import Origin

        value, kind, place = self._find(OPTIONS[name])
        if kind != PROFILE:
            return Origin(DEFAULT if value is None else kind, place)
        profile = self.profile or "default"
        # The credentials file goes before the config file, key by key.
        first = place.partition(".")[0]
        file = "credentials_file" if first in self.credentials_file.get(profile, {}) else "config_file"
        return Origin(kind, place, profile, self.path(file))

    @property
    def profile(self) -> str | None:
        """The profile that code or environment name; None when neither does."""
        profile: str | None = self.get("profile")
        return profile

    @property
    def available_profiles(self) -> list[str]:
        """The names of all profiles in both files."""
        return list(self.full_config["profiles"])

    @property
    def scoped_config(self) -> dict[str, Any]:
        """The profile's own options from both files; empty when no profile is named and there is no default."""
        profile = self.profile
        profiles: dict[str, dict[str, Any]] = self.full_config["profiles"]
        if profile is None:
            return profiles.get("default", {})
        if profile not in profiles:
            raise ProfileNotFound(profile=profile)
        return profiles[profile]

    @property
    def full_config(self) -> dict[str, Any]:
        """The config file together with the profiles of the credentials file, which win option by option.

        Its keys are `profiles`, `sso_sessions`, `services` and the names of other sections.
        """
        if self._full_config is None:
            config = dict(self.config_file)
            profiles = {name: dict(values) for name, values in config.get("profiles", {}).items()}
            for name, values in self.credentials_file.items():
                profiles.setdefault(name, {}).update(values)
            config["profiles"] = profiles
            self._full_config = config
        return self._full_config

    @property
    def config_file(self) -> dict[str, Any]:
        """The config file alone, its sections sorted by `inifile.profile_map`; empty when there is no such file."""
        if self._config_file is None:
            sections = self._load("config_file")
            self._config_file = {} if sections is None else profile_map(sections)
        return self._config_file

    @property
    def credentials_file(self) -> Sections:
        """The credentials file alone: profile → options; empty when there is no such file."""
        if self._credentials_file is None:
            self._credentials_file = self._load("credentials_file") or {}
        return self._credentials_file

    def read_files(self) -> None:
        """Read both files now, rather than when first needed; but errors for malformed ones are raised only then."""
        try:
            _ = self.full_config
        except ConfigParseError:
            pass

    def forget_files(self) -> None:
        """Have both files read anew when they are next needed."""
        self._config_file = self._credentials_file = self._full_config = None

    def path(self, option: str) -> str:
        """Return the path that an option names, without variables and `~`."""
        path: str = self.get(option)
        return os.path.expanduser(os.path.expandvars(path))

    def _load(self, option: str) -> Sections | None:
        path = self.path(option)
        try:
            data = self._read_file(path)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno in (EFBIG, ETIMEDOUT):
                raise malformed(path, str(error.strerror)) from None
            # boto3 ignores a file that it may not read; so do we, but a debug log shows it.
            debug("sotalia.settings", "%s cannot be read: %s", path, error.strerror)
            return {}
        return parse(decode(data, path), path)

    def _resolve(self, row: Option, default: Any) -> Any:
        value, kind, place = self._find(row)
        if value is None:
            value = default
        if value is None or row.convert is None:
            return value
        try:
            return row.convert(value)
        except (ValueError, TypeError):
            source = place if kind == ENVIRONMENT else row.name
            raise InvalidOptionValueError(
                error_msg=f"Invalid value {value!r} for {source}: it must be of type {row.convert.__name__}"
            ) from None

    def _find(self, row: Option) -> tuple[Any, str, str]:
        """Return an option's value (None where nothing sets it), where it comes from (CODE, …), and its name there."""
        value = self._overrides.get(row.name)
        if value is not None:
            return value, CODE, row.name
        if row.env:
            environ = self.environ
            for variable in row.env:
                value = environ.get(variable)  # None stands where a program has put a dict in place of os.environ
                if value is not None:
                    return value, ENVIRONMENT, variable
        return self._from_profile(row) if row.keys else (None, DEFAULT, row.name)

    def _from_profile(self, row: Option) -> tuple[Any, str, str]:
        config = self.scoped_config
        for key in row.keys:
            if isinstance(key, str):
                value = one_value(config, key) if row.default.__class__ is not dict else nested(config, key)
            else:
                section = config.get(key[0])
                value = section.get(key[1]) if isinstance(section, dict) else None
            if value is not None:
                return value, PROFILE, key if isinstance(key, str) else ".".join(key)
        return None, DEFAULT, row.name

    def __getstate__(self) -> dict[str, Any]:
        return {"read_file": self._read_file, "environ": self._environ, "overrides": self._overrides}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Settings.__init__(self, **state)

    def __repr__(self) -> str:
        # Neither the environment nor the files' options are shown: both hold credentials.
        return f"<Settings profile={self._overrides.get('profile')!r}>"


def one_value(section: Mapping[str, Any], name: str) -> Any:
    """Return an option of a section, or None. Raises InvalidOptionValueError where nested options are in its place."""
    value = section.get(name)
    if value.__class__ is dict:
        raise InvalidOptionValueError(error_msg=f"{name} in the files has nested options: it must be one value")
    return value


def nested(section: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return the nested options `name` of a section, or None. Raises InvalidOptionValueError for a plain value."""
    value: dict[str, Any] | None = section.get(name)
    if value is not None and value.__class__ is not dict:
        raise InvalidOptionValueError(error_msg=f"{name} in the files is one value: it must have nested options")
    return value
