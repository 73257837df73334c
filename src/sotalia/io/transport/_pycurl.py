"""pycurl's extension module, without the other imports of its package.

`import pycurl` also loads its own asyncio support, and with that dataclasses and inspect: two thirds of the import's
time, for something that is not used here. So the extension is loaded by itself, under its own name `pycurl._pycurl`; a
program that imports pycurl later gets the same module. Where pycurl is laid out otherwise (before 7.47 it was one
extension; a frozen application has no files), it is imported the ordinary way.
"""

from __future__ import annotations

import sys
from _frozen_importlib_external import PathFinder  # `importlib.machinery` loads two modules more

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = "pycurl._pycurl"


def _load() -> Any:
    loaded_module = sys.modules.get(_NAME) or sys.modules.get("pycurl")
    if loaded_module is not None:
        return loaded_module
    try:
        package = PathFinder.find_spec("pycurl")
        spec = package and PathFinder.find_spec(_NAME, package.submodule_search_locations)
        if spec is not None and spec.loader is not None:
            module = spec.loader.create_module(spec)
            if module is not None:
                module.__spec__ = spec
                spec.loader.exec_module(module)
                return sys.modules.setdefault(_NAME, module)
    except (ImportError, AttributeError):
        pass
    import pycurl

    return pycurl


pycurl: Any = _load()
