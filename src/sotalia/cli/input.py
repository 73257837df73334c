"""`--cli-input-json` and `--cli-input-yaml`: all parameters of an operation in one text or file."""

from __future__ import annotations

from .faults import InvalidLine, bad_value
from .paramfile import FileError, file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_JSON, _YAML = "cli-input-json", "cli-input-yaml"


def parameters_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that one of the two options gives. Raises InvalidLine."""
    if _JSON in values and _YAML in values:
        raise InvalidLine("Only one --cli-input- parameter may be specified.")
    name = _JSON if _JSON in values else _YAML
    try:
        text = file_content(values[name])
    except FileError as error:
        raise InvalidLine(str(error)) from None
    loaded = _json(text) if name == _JSON else _yaml(text)
    if not isinstance(loaded, dict):
        raise bad_value(f"--{name}", f"Invalid type: expecting map, received {type(loaded)}")
    return loaded


def _json(text: Any) -> Any:
    from json import loads

    try:
        return loads(text)
    except ValueError:
        raise bad_value(_JSON, "Invalid JSON received.") from None


def _yaml(text: Any) -> Any:
    from .yamlread import YamlError, load_yaml

    try:
        return load_yaml(text)
    except YamlError:
        raise bad_value(_YAML, "Invalid YAML received.") from None
