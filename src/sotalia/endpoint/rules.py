"""A service's endpoint rule set: parameters in, endpoint or error out.

The language: https://smithy.io/2.0/additional-specs/rules-engine/specification.html. Rules are tried in order; a rule
whose conditions all hold gives its endpoint, raises its error, or, if it is a tree, tries the rules below it; when none
of those matches, the next rule is tried. A variable set by a condition exists only in the rest of that rule and in the
rules below it, and is never set twice.

`compile.py` describes the table that a `RuleSet` evaluates. Nothing is built when it is opened: conditions and
endpoints become closures when a rule that has them is first reached. Results are remembered by the parameters' values.
"""

from __future__ import annotations

from .._log import debug
from ..errors import BotoCoreError, EndpointResolutionError
from ..http import shown_url
from ..percent import encode_url, text_of
from ..useragent.features import BITS, bits
from .compile import CALL, CONST, ENDPOINT, LIST, MAP, PARAMETER_TYPES, REF, TEMPLATE, TREE
from .functions import FUNCTIONS, follow, path_steps
from .urls import is_endpoint_url, is_host_part, join_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .partitions import Partitions

    Scope = dict[str, Any]
    Getter = Callable[[Scope], Any]
    #: What a template takes from a scope: a variable's name, and the keys that lead into it.
    Keys = tuple[tuple[str, ...], ...]

#: How many results a rule set remembers: at least this many of the latest, at most twice as many.
REMEMBERED = 128

_RESOLVED_ACCOUNT_ID = BITS["RESOLVED_ACCOUNT_ID"]

#: What `parseURL` calls the parts of a configured endpoint's URL (see `functions.parse_url_value`).
_AUTHORITY, _PATHS = "authority", ("path", "normalizedPath")

_TYPES: dict[str, type] = dict(zip(PARAMETER_TYPES, (str, bool, tuple), strict=True))


class Endpoint:
    """Where and how to send a request.

    `url` is the base URL. `properties` is what else the rules say (`authSchemes`, `backend`, …): do not change it,
    calls share it. `headers` maps lower-case names to values; of several values it has the first. `features` are those
    that were used to resolve it (see `sotalia.useragent.features`).
    """

    __slots__ = ("features", "headers", "properties", "root", "url")

    def __init__(self, url: str, properties: dict[str, Any], headers: dict[str, str], features: int = 0) -> None:
        #: A configured URL may have anything in its path.
        self.url = url = encode_url(url)
        #: The URL of a request to the path "/", which is that of every call in most protocols.
        self.root = join_url(url, "/")
        self.properties = properties
        self.headers = headers
        self.features = features

    def __repr__(self) -> str:
        return f"<Endpoint {shown_url(self.url)}>"


class Parameter:
    """A parameter that the rule set declares.

    `type` is `string`, `boolean` or `stringarray`; `builtin` the name of the client setting that fills it, or None.
    `used` is False for one that no rule reads.
    """

    __slots__ = ("builtin", "default", "deprecated", "name", "python_type", "required", "type", "used")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.name, self.type, self.builtin, self.default, self.required, self.deprecated, self.used = row
        self.python_type = _TYPES[self.type]

    def value_of(self, value: Any) -> Any:
        """Return `value`, or the default for None.

        Raises EndpointResolutionError when it is missing or of another type.
        """
        if value is None:
            if self.default is None and self.required:
                raise EndpointResolutionError(msg=f"Cannot find value for required parameter {self.name}")
            return self.default
        if not isinstance(value, self.python_type):
            raise EndpointResolutionError(msg=f"Value ({self.name}) is the wrong type. Must be {self.python_type}.")
        if self.deprecated is not None:
            message, since = self.deprecated
            debug("sotalia.endpoint", "%s has been deprecated (since %s). %s", self.name, since, message)
        return value


class RuleSet:
    """A compiled rule set, ready to be evaluated. Safe to share among threads."""

    __slots__ = (
        "_conditions",
        "_endpoints",
        "_functions",
        "_nodes",
        "_older",
        "_recent",
        "_roots",
        "_tables",
        "parameters",
    )

    def __init__(self, compiled: tuple[Any, ...], partitions: Partitions) -> None:
        parameters, conditions, nodes, roots = compiled
        self.parameters: dict[str, Parameter] = {row[0]: Parameter(row) for row in parameters}
        self._tables = conditions
        self._nodes: tuple[Any, ...] = nodes
        self._roots: tuple[int, ...] = roots
        self._conditions: list[Getter | None] = [None] * len(conditions)
        self._endpoints: dict[int, tuple[Getter, Getter, tuple[tuple[str, tuple[Getter, ...]], ...], Keys]] = {}
        self._functions: dict[str, Callable[..., Any]] = {"aws.partition": partitions.lookup}
        self._recent: dict[Any, Endpoint] = {}
        self._older: dict[Any, Endpoint] = {}

    def resolve(self, parameters: dict[str, Any]) -> Endpoint:
        """Return the endpoint for `parameters` (by the rule set's names, None for absent; lists may be tuples).

        Raises EndpointResolutionError with the rule's own text when the rules refuse, when a parameter is missing or
        of a wrong type, and when the result has an invalid host name: no parameter can lead a request to a host other
        than those that the rules mean.
        """
        key = (*parameters, *parameters.values())
        try:
            return self._recent[key]
        except KeyError:
            pass
        except TypeError:
            return self.resolve({name: _hashable(name, value) for name, value in parameters.items()})
        endpoint = self._older.get(key)
        if endpoint is None:
            url, properties, headers = self.evaluate(parameters, check_host=True)
            first = {name.lower(): values[0] for name, values in headers.items()}
            try:
                endpoint = Endpoint(url, properties, first, _features(parameters))
            except ValueError as error:
                raise _faulty(error) from error
        recent = self._recent
        if len(recent) >= REMEMBERED:
            # Two generations: results that were not used since the last change of generation are forgotten.
            self._older = recent
            self._recent = recent = {}
        recent[key] = endpoint
        return endpoint

    def evaluate(
        self, parameters: dict[str, Any], *, check_host: bool = False
    ) -> tuple[str, dict[str, Any], dict[str, list[str]]]:
        """Evaluate the rules afresh: URL, properties, headers with all their values.

        Raises as `resolve` does; the host name is checked only with `check_host`.
        """
        scope = dict(parameters)
        for name, parameter in self.parameters.items():
            value = parameter.value_of(parameters.get(name))
            if value is not None:
                scope[name] = value
        try:
            match = self._try(self._roots, scope)
            if match is not None:
                return self._endpoint(match[0], match[1], check_host)
        except BotoCoreError:
            raise
        except Exception as error:
            raise _faulty(error) from error
        lines = "\n".join(f"{name}: {value}" for name, value in parameters.items())
        raise EndpointResolutionError(msg=f"No endpoint found for parameters:\n{lines}")

    def _try(self, numbers: tuple[int, ...], scope: Scope) -> tuple[int, Scope] | None:
        """Return the number of the endpoint that the rules lead to, with the variables set on the way there."""
        conditions = self._conditions
        for number in numbers:
            tests, assigns, kind, payload = self._nodes[number]
            rule_scope = scope.copy() if assigns else scope
            for test in tests:
                holds = (conditions[test] or self._condition(test))(rule_scope)
                if holds is False or holds is None:
                    break
            else:
                if kind == ENDPOINT:
                    return number, rule_scope
                if kind != TREE:
                    raise EndpointResolutionError(msg=self._getter(payload)(rule_scope))
                match = self._try(payload, rule_scope)
                if match is not None:
                    return match
        return None

    def _condition(self, number: int) -> Getter:
        condition = self._conditions[number] = self._getter(self._tables[number])
        return condition

    def _endpoint(
        self, number: int, scope: Scope, check_host: bool
    ) -> tuple[str, dict[str, Any], dict[str, list[str]]]:
        getters = self._endpoints.get(number)
        if getters is None:
            expression, properties, headers = self._nodes[number][3]
            getters = self._endpoints[number] = (
                self._getter(expression),
                self._getter(properties),
                tuple((name, tuple(self._getter(value) for value in values)) for name, values in headers),
                _in_host(expression),
            )
        get_url, properties, headers, in_host = getters
        endpoint = _checked(
            get_url(scope),
            properties(scope),
            {name: [value(scope) for value in values] for name, values in headers},
        )
        if check_host:
            _check_host(endpoint[0], scope, in_host)
        return endpoint

    def _getter(self, expression: Any) -> Getter:
        """Make the closure that gives `expression` its value in a scope."""
        if not isinstance(expression, tuple):
            return lambda scope: expression
        tag = expression[0]
        if tag == CALL:
            return self._call(*expression[1:])
        body = expression[1]
        if tag == REF:
            return lambda scope: scope.get(body)
        if tag == TEMPLATE:
            return _template(body)
        if tag == LIST:
            items = tuple(self._getter(item) for item in body)
            return lambda scope: [item(scope) for item in items]
        if tag == MAP:
            members = tuple((key, self._getter(value)) for key, value in body)
            return lambda scope: {key: value(scope) for key, value in members}
        assert tag == CONST
        return lambda scope: body

    def _call(self, name: str, arguments: tuple[Any, ...], assign: str | None) -> Getter:
        getter = self._plain_call(name, arguments)
        if assign is None:
            return getter

        def assigning(scope: Scope) -> Any:
            value = getter(scope)
            if assign in scope:
                raise EndpointResolutionError(
                    msg=f"Assignment {assign} already exists in scoped variables and cannot be overwritten"
                )
            scope[assign] = value
            return value

        return assigning

    def _plain_call(self, name: str, arguments: tuple[Any, ...]) -> Getter:
        if name == "getAttr" and isinstance(arguments[1], str):
            return _attribute(self._getter(arguments[0]), path_steps(arguments[1]))
        function = FUNCTIONS.get(name) or self._functions.get(name)
        if function is None:
            raise EndpointResolutionError(msg=f"Unknown function in the endpoint rules: {name}")
        getters = tuple(self._getter(argument) for argument in arguments)
        if len(getters) == 1:
            only = getters[0]
            return lambda scope: function(only(scope))
        if len(getters) == 2:
            first, second = getters
            return lambda scope: function(first(scope), second(scope))
        return lambda scope: function(*[getter(scope) for getter in getters])


def _faulty(error: Exception) -> EndpointResolutionError:
    """Return the error for a faulty rule set: it reads a variable that is not set, say, or one of another type."""
    return EndpointResolutionError(msg=f"The endpoint rules cannot be evaluated: {type(error).__name__}: {error}")


def _checked(
    url: Any, properties: Any, headers: dict[str, list[Any]]
) -> tuple[str, dict[str, Any], dict[str, list[str]]]:
    """Return the rules' result, or raise EndpointResolutionError where a part of it has the wrong type."""
    if not isinstance(url, str):
        raise EndpointResolutionError(msg=f"The endpoint rules give {type(url).__name__} in the place of a URL.")
    if not isinstance(properties, dict):
        raise EndpointResolutionError(msg=f"The endpoint rules give {type(properties).__name__} for properties.")
    for name, values in headers.items():
        if not values or not all(isinstance(value, str) for value in values):
            raise EndpointResolutionError(msg=f"The endpoint rules give no text for the header {name}.")
    schemes = properties.get("authSchemes")
    if schemes is not None and not (isinstance(schemes, list) and all(map(_is_scheme, schemes))):
        raise EndpointResolutionError(msg="The endpoint rules give authSchemes that are no list of schemes.")
    return url, properties, headers


def _is_scheme(scheme: Any) -> bool:
    if not isinstance(scheme, dict) or not isinstance(scheme.get("name"), str):
        return False
    texts = (scheme.get("signingName"), scheme.get("signingRegion"))
    regions = scheme.get("signingRegionSet")
    return all(text is None or isinstance(text, str) for text in texts) and (
        regions is None or (isinstance(regions, list) and all(isinstance(region, str) for region in regions))
    )


def _features(parameters: dict[str, Any]) -> int:
    features = _RESOLVED_ACCOUNT_ID if parameters.get("AccountId") is not None else 0
    mode = parameters.get("AccountIdEndpointMode")
    return features if mode is None else features | bits((f"ACCOUNT_ID_MODE_{mode.upper()}",))


def _attribute(value: Getter, steps: tuple[Any, ...]) -> Getter:
    if len(steps) == 1 and isinstance(steps[0], str):
        key = steps[0]
        return lambda scope: value(scope)[key]
    return lambda scope: follow(value(scope), steps)


def _template(parts: tuple[Any, ...]) -> Getter:
    def fill(scope: Scope) -> str:
        text = ""
        for part in parts:
            if isinstance(part, str):
                text += part
            else:
                value: Any = scope
                for key in part:
                    value = value[key]
                text += text_of(value)
        return text

    return fill


def _in_host(expression: Any) -> Keys:
    """Return the variables that a URL's expression puts into the host, where the rules themselves name the host.

    The authority of a URL that the program configured is not among them: it was checked when the client was made.
    """
    if not isinstance(expression, tuple) or expression[0] != TEMPLATE:
        return ()
    keys: list[tuple[str, ...]] = []
    text = ""
    for part in expression[1]:
        if isinstance(part, str):
            text += part
        elif part[-1] in _PATHS:
            break
        elif "://" in text and part[-1] != _AUTHORITY:
            keys.append(part)
        if "/" in text.partition("://")[2]:
            break
    return tuple(keys)


def _check_host(url: str, scope: Scope, in_host: Keys) -> None:
    for keys in in_host:
        value = text_of(follow(scope, keys))
        if value and not is_host_part(value):
            raise EndpointResolutionError(
                msg=f"{value!r} ({'#'.join(keys)} in the endpoint rules) cannot be a part of a host name: "
                "there are letters, digits, '-' and '.' in those only."
            )
    if not is_endpoint_url(url):
        raise EndpointResolutionError(
            msg=f"The endpoint rules lead to {shown_url(url)}, which has no host name that can be: its parts between "
            "dots are 1 to 63 letters, digits and '-', with no '-' at either end, and 255 altogether."
        )


def _hashable(name: str, value: Any) -> Any:
    if isinstance(value, list):
        value = tuple(value)
    try:
        hash(value)
    except TypeError:
        raise EndpointResolutionError(msg=f"Value ({name}) is the wrong type: {type(value)}.") from None
    return value
