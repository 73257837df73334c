"""The parameters of a rule set: where each comes from, in order of precedence.

1. static:   the operation fixes it (`staticContextParams`);
2. dynamic:  a member of the call's parameters (`contextParam`);
3. path:     a JMESPath expression over the call's parameters (`operationContextParams`);
4. client:   a client setting that the service defines (`clientContextParams`), by its snake_case name;
5. built-in: a setting of every client, such as its region (`client.builtins` collects them).

Everywhere, None means "no value here": the next source is used.
"""

from __future__ import annotations

from ..errors import UnknownEndpointResolutionBuiltInName
from ..percent import plain
from .paths import compile_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from ..model.operation import OperationModel
    from .rules import RuleSet

    Getter = Callable[[Any], Any]

_REMEMBERED = 16
#: A deciding value that is no key.
UNKNOWN = object()


class Binder:
    """Binds the parameters of one operation of one client.

    `deciding_value(params)` returns what of the input can change the endpoint, as a key for dicts, or UNKNOWN for
    values of wrong types; it is None where nothing can (with the same built-ins, every call has the same endpoint).

    `client_context` holds the client's `client_context_params`, by snake_case name; `builtin_names` are the built-in
    values that its settings have. Raises UnknownEndpointResolutionBuiltInName when the rules need another one.
    """

    __slots__ = ("_bases", "_builtin_parameters", "_builtins", "_constants", "_dynamic", "deciding_value")

    def __init__(
        self,
        operation_model: OperationModel,
        rule_set: RuleSet,
        client_context: Mapping[str, Any],
        builtin_names: Collection[str],
    ) -> None:
        self._constants: dict[str, Any] = {}
        self._dynamic: list[tuple[str, Getter]] = []
        self._builtins: list[str] = []
        self._builtin_parameters: list[str] = []
        self._bases: dict[Any, dict[str, Any]] = {}
        static, dynamic, paths, client = _sources(operation_model, client_context)
        for name, parameter in rule_set.parameters.items():
            if not parameter.used and parameter.builtin is None and not parameter.required:
                continue
            value = static.get(name)
            if value is not None:
                self._constants[name] = value
                continue
            if name in dynamic:
                self._dynamic.append((name, dynamic[name]))
            if name in paths:
                self._dynamic.append((name, paths[name]))
            value = client.get(name)
            if value is not None:
                self._constants[name] = value
            elif parameter.builtin is not None:
                if parameter.builtin not in builtin_names:
                    raise UnknownEndpointResolutionBuiltInName(name=parameter.builtin)
                self._builtin_parameters.append(name)
                self._builtins.append(parameter.builtin)
        self.deciding_value: Callable[[Any], Any] | None = None
        if len(self._dynamic) == 1 and self._dynamic[0][0] not in paths:
            self.deciding_value = _one_value(self._dynamic[0][1])
        elif self._dynamic:
            self.deciding_value = _all_values(tuple(get for _, get in self._dynamic))

    def __call__(self, params: Mapping[str, Any], builtins: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule set's parameters for a call with `params`; do not change the dict.

        `builtins` maps built-ins' names to values, or to functions without arguments that give the value.
        """
        key = tuple(map(builtins.get, self._builtins))
        base = self._bases.get(key)
        if base is None:
            base = self._make_base(key)
        if not self._dynamic:
            return base
        values = base.copy()
        last_name: str | None = None
        for name, get in self._dynamic:
            value = get(params)
            if value is not None and name != last_name:
                if type(value) is not str:
                    # The rules write the value itself into a URL, and use it as a key of remembered results.
                    value = tuple(map(plain, value)) if isinstance(value, list) else plain(value)
                values[name] = value
                last_name = name
        return values

    def _make_base(self, values: tuple[Any, ...]) -> dict[str, Any]:
        base = dict(self._constants)
        reusable = True
        for name, value in zip(self._builtin_parameters, values, strict=True):
            if callable(value):
                value, reusable = value(), False
            if value is not None:
                base[name] = value
        if reusable:
            if len(self._bases) >= _REMEMBERED:
                self._bases.clear()
            self._bases[values] = base
        return base


def _sources(
    operation_model: OperationModel, client_context: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Getter], dict[str, Getter], dict[str, Any]]:
    static = {parameter.name: parameter.value for parameter in operation_model.static_context_parameters}
    dynamic = {parameter.name: _member(parameter.member_name) for parameter in operation_model.context_parameters}
    path_specs = dict(operation_model.operation_context_parameters)
    paths = {name: compile_path(spec["path"]) for name, spec in path_specs.items()}
    client: dict[str, Any] = {}
    names = operation_model.service_model.client_context_params if client_context else ()
    if names:
        from ..model.names import xform_name

        client = {name: client_context.get(xform_name(name)) for name in names}
    return static, dynamic, paths, client


def _one_value(get: Getter) -> Callable[[Any], Any]:
    def value_of(params: Any) -> Any:
        value = get(params)
        return value if value is None or isinstance(value, str) else UNKNOWN

    return value_of


def _all_values(getters: tuple[Getter, ...]) -> Callable[[Any], Any]:
    def values_of(params: Any) -> Any:
        try:
            values = [get(params) for get in getters]
        except Exception:  # of parameters that validation will refuse
            return UNKNOWN
        key = tuple(tuple(value) if isinstance(value, list) else value for value in values)
        return key if all(map(_is_key, key)) else UNKNOWN

    return values_of


def _is_key(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(item, str) for item in value)
    return value is None or isinstance(value, (str, bool))


def _member(name: str) -> Getter:
    return lambda params: params.get(name)
