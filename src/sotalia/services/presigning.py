"""Copying between regions: a presigned URL proves to the destination that the caller may read the source.

The URL is the call itself, as a GET in the source region: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from ..auth import presign
from ..endpoint.urls import is_region_name
from ..errors import InvalidRegionError
from ..http import Request
from ..percent import encode_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call

#: Seconds that the destination has to use the URL.
VALID_FOR = 3600


def add_presigned_url(call: Call, request: Request, member: str, *, keep_source_region: bool) -> None:
    """Add the URL to the request's form as `member`, unless the caller passed it or copies within a region.

    A call that is itself presigned is not changed, as in boto3.
    `keep_source_region` says whether the form keeps `SourceRegion` (EC2) or loses it (RDS and its kin).

    Raises InvalidRegionError for a source that cannot be a part of the URL's host.
    """
    if call.presigned:
        return
    form = dict(parse_qsl(bytes(request.body).decode("ascii"), keep_blank_values=True))  # type: ignore[arg-type]
    source = form.get("SourceRegion")
    if source is None:
        return
    if not keep_source_region:
        del form["SourceRegion"]
    if member not in form:
        if not source or not is_region_name(source):
            raise InvalidRegionError(region_name=source)
        destination = call.client.signing_region or ""
        query = {**form, "DestinationRegion": destination}
        url = request.url.replace(destination, source)
        form[member] = url  # boto3 adds no more than this when the call is not signed
        if call.signs:
            copy = Request("GET", f"{url}{'&' if '?' in url else '?'}{encode_query(list(query.items()))}", {})
            scheme = call.auth.renamed("v4-query").replace(region=source)
            form[member] = presign(copy, scheme, call.credentials, call.machinery.now(), VALID_FOR)
        if keep_source_region:
            form["DestinationRegion"] = destination
    request.body = urlencode(form).encode("ascii")
    request.length = len(request.body)
