"""The table: which names each module of boto3's has here, and where they are.

    MODULES["botocore.config"]  ==  {"config": "Config", "errors": "InvalidRetryModeError"}

says that `botocore.config.Config` is `sotalia.config.Config`, the same object, so that `isinstance` and `except` hold.
`"Place=Other"` gives an object of another name, `"*"` everything in the module's `__all__`. A new name is a word here;
what has to be made for it goes into the package beside this one that is called after boto3's.
"""

from __future__ import annotations

import sys

from .aio import AIO
from .boto3 import BOTO3
from .botocore import BOTOCORE, INSTALLED_FIRST
from .s3transfer import S3TRANSFER

__all__ = ["BROUGHT_ALONG", "INSTALLED_FIRST", "MODULES", "ROOTS", "names_in", "place_of"]

#: Full name of a module → place (a module, relative to `sotalia`) → the names that it has from there.
MODULES: dict[str, dict[str, str]] = {**BOTO3, **BOTOCORE, **S3TRANSFER, **AIO}

#: Modules that boto3's own import brings along: hooks that wait for one of these names are called then. Those that come
#: from installed files are left out; they take long, and Sotalia's calls do not go through them.
_OF_BOTOCORE = (
    *("awsrequest", "client", "config", "credentials", "endpoint", "errorfactory", "eventstream", "exceptions"),
    *("handlers", "hooks", "httpsession", "paginate", "parsers", "response", "session", "signers", "waiter"),
)
BROUGHT_ALONG: dict[str, tuple[str, ...]] = {
    "boto3": ("boto3.session", *(f"botocore.{name}" for name in _OF_BOTOCORE)),
    "botocore.session": tuple(f"botocore.{name}" for name in _OF_BOTOCORE if name != "session"),
}

#: The top-level names.
ROOTS = frozenset(name for name in MODULES if "." not in name)

#: Module → name → (module, name there), made from the rows when a module is first asked for a name.
_places: dict[str, dict[str, tuple[str, str]]] = {}


def place_of(module: str, name: str) -> tuple[str, str] | None:
    """Return the full name of the module that has the object `module.name`, and its name there; None for a gap."""
    places = _places.get(module)
    if places is None:
        places = {}
        for place, listed in MODULES[module].items():
            full = f"sotalia.{place}" if place else "sotalia"
            for entry in [] if listed == "*" else listed.split():
                alias, _, original = entry.partition("=")
                places[alias] = full, original or alias
        _places[module] = places
    return places.get(name) or _in_whole(module, name)


def _in_whole(module: str, name: str) -> tuple[str, str] | None:
    for place, listed in MODULES[module].items():
        if listed == "*":
            full = f"sotalia.{place}"
            if name in _public(full):
                return full, name
    return None


def names_in(module: str) -> set[str]:
    """Return the names that a module has from the table."""
    names: set[str] = set()
    for place, listed in MODULES[module].items():
        names.update(
            _public(f"sotalia.{place}") if listed == "*" else [word.partition("=")[0] for word in listed.split()]
        )
    return names


def _public(full: str) -> list[str]:
    __import__(full)
    names: list[str] = sys.modules[full].__all__
    return names
