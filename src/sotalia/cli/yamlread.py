"""Reading YAML, which takes a library: the extra `cli`. Writing takes none, see `output.yaml`."""

from __future__ import annotations

from .faults import Misconfigured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class YamlError(ValueError):
    """A text is no YAML."""


def load_yaml(text: str | bytes) -> Any:
    """Return the value of a YAML 1.2 document. Raises YamlError; Misconfigured when the library is not installed."""
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
    except ImportError:
        raise Misconfigured(
            "Reading YAML takes the package ruamel.yaml: install Sotalia with its extra, `pip install 'sotalia[cli]'`."
        ) from None
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise YamlError(str(error)) from error
