"""Where an option's value comes from: what `Settings.origin` returns, for people who find a wrong value."""

from __future__ import annotations

from .options import CODE, ENVIRONMENT, PROFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Origin:
    """One place: `kind` is CODE, ENVIRONMENT, PROFILE or DEFAULT, `name` is what the value is called there.

    The name is the option's, the environment variable's, or that of a key in a profile; then `profile` is the profile's
    name and `path` its file. Before a key in a nested section stand that section's name and a dot.
    """

    __slots__ = ("kind", "name", "path", "profile")

    def __init__(self, kind: str, name: str, profile: str | None = None, path: str | None = None) -> None:
        self.kind = kind
        self.name = name
        self.profile = profile
        self.path = path

    def as_dict(self) -> dict[str, Any]:
        """Return those of its attributes that have a value, for JSON."""
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
