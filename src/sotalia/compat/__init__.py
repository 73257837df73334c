"""boto3, botocore and s3transfer by name: programs that import them run on Sotalia, unmodified.

    import sotalia.compat; sotalia.compat.install()      # the first line of a program

    $ sotalia run app.py …                               # or from outside, likewise `sotalia run -m pytest …`
    $ python -m sotalia.compat app.py …
    $ pytest -p sotalia.compat.pytest

From then on `import boto3` gives modules whose objects are Sotalia's own, from the table in `tables/`. Modules are made
when they are imported, names are looked up when they are read: what a program does not use costs it nothing.

There are two modes. *Over an installed botocore*, what the table does not have, and the modules in `INSTALLED_FIRST`,
come from the installed files; what makes clients and performs calls is Sotalia's. *Alone*, nothing else is there, and a
name that is missing raises AttributeError. Nothing is installed unless somebody asks for it.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .finder import Finder

__all__ = ["AlreadyImportedError", "install", "is_installed"]


class AlreadyImportedError(RuntimeError):
    """boto3 or a kin of it was imported before `install()`: what holds its objects would go on using them."""


def install(*, alone: bool | None = None) -> None:
    """Make `boto3`, `botocore`, `s3transfer`, `aiobotocore` and `aioboto3` importable as Sotalia's. Once is enough.

    With `alone` true, installed packages of these names are not looked at; with false, botocore has to be there
    (ImportError otherwise); by default they are used where they are.

    Raises AlreadyImportedError where one of these names has been imported before. Warns (RuntimeWarning) of an
    installed botocore that is much older or newer than the one that Sotalia does as.
    """
    from functools import partial

    from .children import Hook, bring_along
    from .finder import Finder
    from .logs import put_below_botocore

    if _installed_finder() is not None:
        return
    hook = Hook(partial(install, alone=alone))
    finder = Finder(alone=alone, hook=hook)
    early = sorted(name for name in finder.roots if name in sys.modules)
    if early:
        raise AlreadyImportedError(
            f"{' and '.join(early)} had been imported before sotalia.compat.install() was called, and objects of "
            "theirs may be in use. Call it first, in the program's first line, or start the program with `sotalia run`."
        )
    finder.check_installed()
    sys.meta_path.insert(0, finder)
    bring_along(hook)
    put_below_botocore()


def is_installed() -> bool:
    """Return whether `install` has been called in this process."""
    return _installed_finder() is not None


def _installed_finder() -> Finder | None:
    """Return what `install` has put into `sys.meta_path`, or None."""
    from .finder import Finder

    return next((finder for finder in sys.meta_path if isinstance(finder, Finder)), None)
