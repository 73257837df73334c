"""The object that boto3's event handlers get as `request_signer`: scheme, service and region of signatures."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.context import ClientCore
    from ..model.operation import OperationModel
    from ..model.service import ServiceModel
    from .signing import RequestAuth

#: Stands where operations have their place in a service's model.
_NO_ID = -1


class RequestSigner:
    """The signing settings of a client, and what signs requests of a program's own with them."""

    __slots__ = ("_core", "_find")

    def __init__(self, core: ClientCore, find: Callable[[Any], Any] | None = None) -> None:
        """Make the signer of a client; `find(identity)` looks credentials up, None where that must not wait."""
        self._core = core
        self._find = find

    @property
    def region_name(self) -> str | None:
        """The region in the signing scope, unless an endpoint says otherwise."""
        return self._core.signing_region

    @property
    def signing_name(self) -> str:
        """The service in the signing scope, unless an endpoint says otherwise."""
        return self._core.signing_name

    @property
    def signature_version(self) -> Any:
        """The client's signature version: `v4`, `s3v4`, …"""
        return self._core.signature_version

    @property
    def credentials(self) -> Any:
        """The object that holds the credentials, which is the session's; None where there are none.

        An awaited client's is also None until somebody has waited for the credentials: the first call does, and so does
        `await session.get_credentials()`. Raises what the sources of credentials raise.
        """
        identity = self._core.identity
        credentials = identity.at_hand()
        return self._find(identity) if credentials is None and self._find is not None else credentials

    def get_auth_instance(
        self,
        signing_name: str,
        region_name: str,
        signature_version: Any = None,
        request_signer: Any = None,
        **options: Any,
    ) -> RequestAuth:
        """Return what signs AWSRequests for a service and region: its `add_auth(request)` signs one.

        `signature_version` is by default the client's; `expires` (seconds) is how long a signed URL is valid.
        """
        from ..auth.scheme import AuthScheme
        from .signing import RequestAuth, version_name

        version = self.signature_version if signature_version is None else signature_version
        scheme = AuthScheme(version_name(version), signing_name, region_name)
        return RequestAuth(scheme, self.credentials, self._core.machinery.now, options.get("expires"))

    get_auth = get_auth_instance

    def sign(
        self,
        operation_name: str | None,
        request: Any,
        region_name: str | None = None,
        signing_type: str = "standard",
        expires_in: float | None = None,
        signing_name: str | None = None,
    ) -> None:
        """Sign an AWSRequest in place, as a call of `operation_name` (`"GetObject"`) is signed.

        A name that the service does not have, or None, stands for an operation without anything special.

        `signing_type` is `standard` (in headers) or `presign-url`, for `expires_in` seconds. Service and region are the
        client's, or those given. Raises NoCredentialsError and what else signing raises.
        """
        from .signing import RequestAuth, auth_for

        core = self._core
        machinery, model = core.machinery, _operation(core.service_model, operation_name)
        scheme = machinery.chooser.choose(model, {}, signing_type, True, machinery.hooks.auth_type)
        scheme = auth_for(scheme, signing_type, service=signing_name, region=region_name)
        RequestAuth(scheme, self.credentials, machinery.now, expires_in).add_auth(request)

    def generate_presigned_url(
        self,
        request_dict: dict[str, Any],
        operation_name: str,
        expires_in: float = 3600,
        region_name: str | None = None,
        signing_name: str | None = None,
    ) -> str:
        """Return the URL of a request (`{"method", "url", "headers", "body", …}`) that anybody may make for a while."""
        from ..patchpoints.requests import AWSRequest

        request = AWSRequest(
            request_dict.get("method"),
            request_dict["url"],
            request_dict.get("headers"),
            request_dict.get("body"),
            request_dict.get("query_string") or None,
            request_dict.get("auth_path"),
        )
        self.sign(operation_name, request, region_name, "presign-url", expires_in, signing_name)
        return request.url or ""

    _credentials = credentials
    _region_name = region_name
    _signing_name = signing_name
    _signature_version = signature_version


def _operation(service: ServiceModel, name: str | None) -> OperationModel:
    """Return an operation; one without parameters and traits for a name that the service does not have."""
    from ..model.operation import OperationModel

    if name is not None and name in service.operation_names:
        return service.operation_model(name)
    return OperationModel(service, _NO_ID, (name, None, None, None, None, None))
