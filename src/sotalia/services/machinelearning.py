"""Machine Learning predicts on a host of its own, which the caller names with each request."""

from __future__ import annotations

from ..core.hooks import Hooks
from ..endpoint.urls import is_authority
from ..errors import EndpointResolutionError
from ..percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()


@HOOKS.on("sign", "Predict")
def go_to_predict_endpoint(call: Call, request: Request) -> None:
    """Send the request to the host in `PredictEndpoint`. Raises EndpointResolutionError if that is not a host."""
    endpoint = plain(call.params.get("PredictEndpoint"))
    if endpoint and not call.presigned:
        scheme, _, rest = request.url.partition("://")
        if "://" in endpoint:
            scheme, _, endpoint = endpoint.partition("://")
        host = endpoint.partition("/")[0]
        if scheme not in ("https", "http") or not is_authority(host):
            raise EndpointResolutionError(
                msg=f"PredictEndpoint is {endpoint!r}, which is no host; it is the EndpointUrl that GetMLModel returns."
            )
        request.url = f"{scheme}://{host}/{rest.partition('/')[2]}"
