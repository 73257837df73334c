"""Reading YAML, which takes a library: the extra `cli`. Writing takes none, see `output.yaml`."""

from __future__ import annotations

from .faults import Misconfigured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


class YamlError(ValueError):
    """A text is no YAML."""


def load_yaml(text: str | bytes, constructors: Mapping[str, Callable[[Any, Any], Any]] | None = None) -> Any:
    """Return the value of a YAML 1.2 document. Raises YamlError; Misconfigured when the library is not installed.

    `constructors` make the values of some types of YAML's, by their names (`binary`), of the library's loader and node.
    """
    yaml = _reader()
    for name, make in (constructors or {}).items():
        yaml.constructor.add_constructor(f"tag:yaml.org,2002:{name}", make)
    return _loaded(yaml, text)


def _reader() -> Any:
    try:
        from ruamel.yaml import YAML
    except ImportError:
        raise Misconfigured(
            "Reading YAML takes the package ruamel.yaml: install Sotalia with its extra, `pip install 'sotalia[cli]'`."
        ) from None
    return YAML(typ="safe", pure=True)


def _loaded(yaml: Any, text: str | bytes) -> Any:
    from ruamel.yaml.error import YAMLError

    try:
        return yaml.load(text)
    except YAMLError as error:
        raise YamlError(str(error)) from error


def load_template(text: str) -> Any:
    """Return the value of a CloudFormation template, JSON or YAML, with the long form of functions (`!Ref x`).

    Raises as `load_yaml` does.
    """
    if text.lstrip().startswith("{"):
        from json import loads

        try:
            return loads(text)
        except ValueError as error:
            raise YamlError(str(error)) from error
    yaml = _reader()
    yaml.constructor.add_multi_constructor("!", _function)
    return _loaded(yaml, text)


def _function(loader: Any, tag: str, node: Any) -> dict[str, Any]:
    """Return a function of a template in its long form: `!GetAtt a.b` is `{"Fn::GetAtt": ["a", "b"]}`."""
    kind = type(node).__name__.removesuffix("Node").lower()
    value = loader.construct_scalar(node) if kind == "scalar" else getattr(loader, f"construct_{kind}")(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}
