"""Machine Learning predicts on a host of its own, which the caller names with each request."""

from __future__ import annotations

from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()


@HOOKS.on("sign", "Predict")
def go_to_predict_endpoint(call: Call, request: Request) -> None:
    """Send the request to the host given as `PredictEndpoint`."""
    endpoint = call.params.get("PredictEndpoint")
    if endpoint and not call.presigned:
        scheme, _, rest = request.url.partition("://")
        if "://" in endpoint:
            scheme, _, endpoint = endpoint.partition("://")
        request.url = f"{scheme}://{endpoint.partition('/')[0]}/{rest.partition('/')[2]}"
