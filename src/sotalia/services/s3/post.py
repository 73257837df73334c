"""Uploads by a browser's form: the URL to post to and the fields that carry a signed policy.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingHTTPPOST.html
"""

from __future__ import annotations

from ...auth import presign_post
from ...auth.clock import iso_date, valid_for
from ...core.presign import before_signature, presigned_request
from ...schemes import POST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator
    from typing import Any

    from ...core.context import ClientCore
    from ...effects import Effect

_FILENAME = "${filename}"
#: An operation whose request goes to the bucket itself, as the form must.
_BUCKET_OPERATION = "CreateBucket"
#: The operation that the form is for: the one that handlers of `choose-signer` and `before-sign` are told.
_FORM_OPERATION = "PutObject"


def generate_presigned_post(
    self: Any,
    Bucket: str,
    Key: str,
    Fields: dict[str, Any] | None = None,
    Conditions: list[Any] | None = None,
    ExpiresIn: float | None = 3600,
) -> dict[str, Any] | Awaitable[dict[str, Any]]:
    """Return `{"url", "fields"}` of a form with which anybody may upload one object for `ExpiresIn` seconds.

    `Key` may end in `${filename}`, which stands for the name of the uploaded file. `Fields` are further fields of the
    form (`acl`, `Content-Type`, …); each needs its own condition in `Conditions`, a list of `{"acl": "private"}` or
    `["content-length-range", 1, 1000]`. The conditions for bucket and key are added. Nothing is sent.

    Raises NoCredentialsError, ParamValidationError.
    """
    fields, conditions = dict(Fields or {}), list(Conditions or ())
    conditions.append({"bucket": Bucket})
    if Key.endswith(_FILENAME):
        conditions.append(["starts-with", "$key", Key.removesuffix(_FILENAME)])
    else:
        conditions.append({"key": Key})
    fields["key"] = Key
    form: dict[str, Any] | Awaitable[dict[str, Any]] = self._run(
        _form(self._core, Bucket, fields, conditions, ExpiresIn)
    )
    return form


def _form(
    client: ClientCore, bucket: str, fields: dict[str, Any], conditions: list[Any], seconds: float | None
) -> Generator[Effect, Any, dict[str, Any]]:
    current, request = yield from presigned_request(client, _BUCKET_OPERATION, {"Bucket": bucket}, POST)
    current.signed_as, now = _FORM_OPERATION, current.machinery.now()
    if current.event_context is not None:
        # Handlers may add to both.
        policy = {"expiration": iso_date(now + valid_for(seconds)), "conditions": conditions}
        current.event_context.update({"s3-presign-post-fields": fields, "s3-presign-post-policy": policy})
    before_signature(current, request)
    return presign_post(request.url, current.auth, current.credentials, now, fields, conditions, seconds)
