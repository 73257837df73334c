"""Which scheme signs a call: what the program asked for, what the endpoint offers, what the model says.

In botocore this is spread over the client, the endpoint resolver, the request signer and four event handlers. In order:

1. the endpoint's `authSchemes`, if its rules give any: the one the program asked for, else the first it prefers, else
   the first supported one; none of them when the program asked for a scheme that rules do not know (`s3`, `v2`);
2. without them, the operation's own `auth` trait, by preference (`auth_scheme_preference`) or in the trait's order;
3. without that, the client's: what the program asked for, what a bearer token in the environment implies, what it
   prefers among the service's `auth`, the service's own.

The endpoint's scheme also names the service and region to sign for. Presigned URLs ignore its region, and the service
may have them signed by a scheme of its own choice (`Hooks.presign_scheme`).
"""

from __future__ import annotations

from ..errors import UnknownSignatureVersionError, UnsupportedSignatureVersionError
from ..schemes import BY_NAME, BY_TRAIT, CRYPTO, HEADERS, NONE, SIGNING, asked_for, in_form
from ..useragent.features import BITS
from .scheme import EVENTS, SIGNED, STREAMING, UNSIGNED, AuthScheme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

    from ..model.operation import OperationModel
    from ..model.service import ServiceModel
    from ..schemes import Scheme

#: Names of schemes by what a preference calls them.
_PREFERENCES = {trait.partition("#")[2]: name for trait, name in BY_TRAIT.items()}

_CACHE_LIMIT = 1024
_TOKEN_FROM_ENVIRONMENT = BITS["BEARER_SERVICE_ENV_VARS"]


def supported(name: str) -> bool:
    """Return whether requests can be signed by the scheme called `name`."""
    if name not in SIGNING:
        return False
    if CRYPTO in BY_NAME[name].needs:
        from .sigv4a import available

        return available()
    return True


def resolve_trait(traits: Sequence[str]) -> str:
    """Return the first supported scheme of a model's `auth` trait.

    Raises UnknownSignatureVersionError at an unknown one, UnsupportedSignatureVersionError when none is supported.
    """
    for trait in traits:
        name = BY_TRAIT.get(trait)
        if name is None:
            raise UnknownSignatureVersionError(signature_version=trait)
        if name == NONE or supported(name):
            return name
    raise UnsupportedSignatureVersionError(signature_version=traits)


def resolve_preference(preferences: Iterable[str], traits: Iterable[str]) -> str:
    """Return the first supported scheme of `traits`: those in `preferences` (`sigv4a`, …) first, in that order."""
    short = [name.rpartition("#")[2] for name in traits]
    for choice in dict.fromkeys([*preferences, *short]):
        # `sigv4-s3express` cannot be preferred, but is taken where there is no other (botocore raises an error).
        name = _scheme_name(choice)
        if choice in short and (name == NONE or supported(name)):
            return name
    raise UnsupportedSignatureVersionError(signature_version=", ".join(sorted(short)))


class Chooser:
    """Chooses the schemes of one client's calls. Results are cached; it may be used from many threads.

    `signature_version`   the client's: what was configured, else the service's own (see `endpoint.client`)
    `signing_name`, `signing_region`   the client's scope; the region is None when there is none
    `requested`           what program or config file ask for (`signature_version`), None if nothing
    `requested_in_code`   whether that came from the program's `Config`
    `preference`          `auth_scheme_preference`, comma-separated, from wherever it comes
    `preference_in_code`  whether that came from the program's `Config`
    `region_set`          `sigv4a_signing_region_set`
    `payload_signing`     `payload_signing_enabled` of schemes that sign the path as it is, None if not set
    `path_as_is`          the signing names for which the path is signed as it is
    `has_service_token`   whether a bearer token for this very service is in the environment and outranks credentials
    `presign_scheme`      by which presigned URLs are signed (see the module's text), None if they are as calls are
    """

    __slots__ = (
        "_cache",
        "_has_service_token",
        "_options",
        "_path_as_is",
        "_payload_signing",
        "_preference",
        "_preference_in_code",
        "_presign_scheme",
        "_region",
        "_region_set",
        "_requested",
        "_requested_in_code",
        "_service",
        "_signature_version",
    )

    def __init__(
        self,
        service_model: ServiceModel,
        *,
        signature_version: Any,
        signing_name: str,
        signing_region: str | None,
        requested: Any = None,
        requested_in_code: bool = True,
        preference: str | None = None,
        preference_in_code: bool = False,
        region_set: str | None = None,
        payload_signing: bool | None = None,
        path_as_is: frozenset[str] = frozenset(),
        has_service_token: bool = False,
        presign_scheme: str | None = None,
    ) -> None:
        self._options: Sequence[str] = service_model.metadata.get("auth") or ()
        self._signature_version: str = _version_name(signature_version)
        self._service = signing_name
        self._region = signing_region
        self._requested: str | None = None if requested is None else _version_name(requested)
        self._requested_in_code = self._requested is not None and (requested_in_code or self._requested == NONE)
        self._preference = preference.split(",") if preference else None
        self._preference_in_code = preference_in_code
        self._region_set = region_set
        self._payload_signing = payload_signing
        self._has_service_token = has_service_token
        self._path_as_is = path_as_is
        self._presign_scheme = presign_scheme
        self._cache: dict[Any, AuthScheme] = {}

    def choose(
        self,
        operation_model: OperationModel,
        endpoint_properties: dict[str, Any] | None = None,
        form: str = HEADERS,
        keep_region: bool = True,
        override: str | None = None,
    ) -> AuthScheme:
        """Return how to sign a call of `operation_model` at an endpoint with these properties.

        `form` is one of the forms of a scheme that have a name. `keep_region=False` ignores the region that the
        endpoint names (presigning, but for ARNs). `override` outranks endpoint and model: an `auth_type` that a
        service's own rules ask for.

        Raises UnknownSignatureVersionError or, when presigning, UnsupportedSignatureVersionError for a scheme that is
        not known; MissingDependencyException when the endpoint offers only SigV4a and `cryptography` is absent.
        """
        offers = endpoint_properties.get("authSchemes") if endpoint_properties else None
        key = (
            operation_model.name,
            form,
            keep_region,
            override,
            None if offers is None else tuple([_offer_key(offer) for offer in offers]),
        )
        scheme = self._cache.get(key)
        if scheme is None:
            scheme = self._choose(operation_model, offers, form, keep_region, override)
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[key] = scheme
        return scheme

    def _choose(
        self,
        operation: OperationModel,
        offers: list[dict[str, Any]] | None,
        form: str,
        keep_region: bool,
        override: str | None,
    ) -> AuthScheme:
        service, region = self._service, None
        auth_type = override
        if offers:
            from_endpoint, offer = self._from_endpoint(offers)
            auth_type = override or from_endpoint
            service = offer.get("signingName") or service
            if keep_region:
                region = offer.get("signingRegion") or ",".join(offer.get("signingRegionSet") or ()) or None
        elif override is None and form == HEADERS:
            auth_type = self._from_operation(operation)

        name = self._name(auth_type, service, form)
        if name != NONE and not supported(name):
            _refuse(name, form)
        row = BY_NAME[name]
        if row.many_regions:
            region = (self._region_set if form == HEADERS else None) or region or "*"
        payload = self._payload(operation, auth_type, row) if form == HEADERS else SIGNED
        # A client without a region signs nothing, wherever the endpoint is: the error names what is missing.
        scheme = AuthScheme(name, service, None if self._region is None else region or self._region, payload)
        if name == "bearer" and self._has_service_token:
            scheme.features |= _TOKEN_FROM_ENVIRONMENT
        return scheme

    def _from_endpoint(self, offers: list[dict[str, Any]]) -> tuple[str | None, dict[str, Any]]:
        """Return which of the endpoint's schemes to take, and its offer; None and {} when it is to be none of them."""
        if self._requested == NONE:
            return NONE, {}
        by_name = {offer["name"].rpartition("#")[2]: offer for offer in reversed(offers)}
        if self._requested is not None:
            rule_name = asked_for(self._requested).rules
            return (self._requested, by_name[rule_name]) if rule_name in by_name else (None, {})
        names = list(dict.fromkeys(offer["name"].rpartition("#")[2] for offer in offers))
        if self._preference is not None:
            choice = resolve_preference(self._preference, names)
            return choice, next(by_name[name] for name in names if _scheme_name(name) == choice)
        for name in names:
            if supported(_scheme_name(name)):
                return _scheme_name(name), by_name[name]
        for name in names:
            if _scheme_name(name) in SIGNING:
                _refuse(_scheme_name(name), HEADERS)
        raise UnknownSignatureVersionError(signature_version=", ".join(_scheme_name(name) for name in names))

    def _from_operation(self, operation: OperationModel) -> str | None:
        traits: Sequence[str] | None = operation.auth
        if not traits:
            legacy: str | None = operation.auth_type
            return legacy
        return resolve_preference(self._preference, traits) if self._preference else resolve_trait(traits)

    def _name(self, auth_type: str | None, service: str, form: str) -> str:
        """Return the scheme's full name; `auth_type` is what endpoint or operation ask for, None if they do not."""
        name = auth_type or self._signature_version
        scheme = asked_for(name)
        if form != HEADERS and self._presign_scheme is not None and name != NONE and not scheme.exclusive:
            return in_form(self._presign_scheme, form)
        if auth_type is None:
            name = self._from_client() if form == HEADERS else name
        elif scheme.as_is is not None:
            name = scheme.as_is if service in self._path_as_is else scheme.name
        return name if name == NONE else in_form(name, form)

    def _from_client(self) -> str:
        """Return the scheme for an operation about which neither endpoint nor model say anything."""
        name = self._signature_version
        if not self._requested_in_code and self._preference and self._options:
            name = resolve_preference(self._preference, self._options)
        in_code = self._requested_in_code or self._preference_in_code
        if (
            self._has_service_token
            and "smithy.api#httpBearerAuth" in self._options
            and (name == "bearer" or not in_code)
        ):
            name = "bearer"
        return name

    def _payload(self, operation: OperationModel, auth_type: str | None, row: Scheme) -> str:
        if operation.has_event_stream_input:
            return EVENTS
        if row.path_as_is:
            if self._payload_signing is not None:
                return SIGNED if self._payload_signing else UNSIGNED
            return STREAMING if operation.has_streaming_input else SIGNED
        if auth_type is not None and (operation.unsigned_payload or auth_type == "v4-unsigned-body"):
            return UNSIGNED
        return SIGNED


def _version_name(version: Any) -> str:
    """Return a signature version as a name: boto3's `UNSIGNED` object is `none`."""
    return version if isinstance(version, str) else NONE


def _scheme_name(short_name: str) -> str:
    """Return our name for a scheme that endpoint rules or a preference call `sigv4`, `sigv4-s3express`, …"""
    return _PREFERENCES.get(short_name) or short_name.removeprefix("sig")


def _offer_key(offer: dict[str, Any]) -> tuple[Any, ...]:
    regions = offer.get("signingRegionSet")
    return (
        offer["name"],
        offer.get("signingName"),
        offer.get("signingRegion"),
        None if regions is None else tuple(regions),
    )


def _refuse(name: str, form: str) -> NoReturn:
    if name in SIGNING:  # known: only a package is missing
        from .sigv4a import missing_dependency

        raise missing_dependency()
    if form == HEADERS:
        raise UnknownSignatureVersionError(signature_version=name)
    raise UnsupportedSignatureVersionError(signature_version=name)
