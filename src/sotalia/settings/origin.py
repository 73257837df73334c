"""Where the value of an option comes from: what `Settings.origin` answers, for people who look for a wrong one."""

from __future__ import annotations

from .options import CODE, ENVIRONMENT, PROFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Origin:
    """One place: `kind` is who said it (CODE, ENVIRONMENT, PROFILE, DEFAULT), `name` what the value is called there.

    That is the option, the environment variable, or the key in a profile, which then has its own name in `profile` and
    its file in `path`. A key in a nested section has that section's name and a dot before it.
    """

    __slots__ = ("kind", "name", "path", "profile")

    def __init__(self, kind: str, name: str, profile: str | None = None, path: str | None = None) -> None:
        self.kind = kind
        self.name = name
        self.profile = profile
        self.path = path

    def as_dict(self) -> dict[str, Any]:
        """Return what of it is there, for JSON."""
        return {name: getattr(self, name) for name in ("kind", "name", "profile", "path") if getattr(self, name)}

    def __str__(self) -> str:
        if self.kind == CODE:
            return f"the argument {self.name}"
        if self.kind == ENVIRONMENT:
            return f"the environment variable {self.name}"
        if self.kind == PROFILE:
            return f"{self.name} of the profile {self.profile!r} in {self.path}"
        return "the default"

    def __repr__(self) -> str:
        return f"<Origin: {self}>"
