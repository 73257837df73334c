"""What Python runs at its start where this folder is in `PYTHONPATH`: the hook, if `SOTALIA_COMPAT` asks for it.

    PYTHONPATH=$(python -m sotalia.compat --site) SOTALIA_COMPAT=on python app.py

So processes get it that a program starts, too. `on` and `alone` are the two modes of `install`; anything else is off.
Another `sitecustomize`, further on in the path, is run afterwards.
"""

from __future__ import annotations

import os
import sys


def _start() -> None:
    mode = os.environ.get("SOTALIA_COMPAT")
    if mode in ("on", "alone"):
        import sotalia.compat

        sotalia.compat.install(alone=mode == "alone" or None)


def _run_next() -> None:
    """Run the `sitecustomize` that there would be without this one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [each for each in sys.path if os.path.abspath(each) != here])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


_start()
_run_next()
