"""Plugins for clients, which an environment variable names: `BOTOCORE_EXPERIMENTAL__PLUGINS=name=module,other=module`.

The function `initialize_client_plugin(client)` of each module is called with every new client. A plugin that cannot be
loaded is passed over, as in botocore; the logger `sotalia.compat` says so.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

VARIABLE = "BOTOCORE_EXPERIMENTAL__PLUGINS"


def initialize_plugins(client: Any, environ: Mapping[str, str]) -> None:
    """Have the plugins look at a new client. Code can say which there are, by the installed `botocore.plugin`."""
    module = sys.modules.get("botocore.plugin")
    named = environ.get(VARIABLE) if module is None else module.get_botocore_plugins()
    if named and named != "DISABLED":
        for plugin in named.split(","):
            _initialize(plugin, client)


def _initialize(plugin: str, client: Any) -> None:
    from importlib import import_module
    from logging import getLogger

    logger = getLogger("sotalia.compat")
    words = [word.strip() for word in plugin.split("=")]
    if len(words) != 2:
        logger.warning("Invalid plugin format: %s. Expected 'name=module'", plugin)
        return
    try:
        import_module(words[1]).initialize_client_plugin(client)
    except Exception as error:
        logger.debug("The plugin %s is left out: %s", words[0], error)
