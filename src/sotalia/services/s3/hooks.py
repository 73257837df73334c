"""The hooks of S3's calls; each file says what its hooks are for (see the package)."""

from __future__ import annotations

from ...core.hooks import Hooks
from . import (
    addressing,
    buckets,
    context,
    copy_source,
    customer_keys,
    deletions,
    digests,
    errors,
    expires,
    express,
    listing,
    locations,
    metadata,
    presigning,
    refusals,
    tokens,
    trailers,
    uploads,
)

HOOKS = Hooks(
    adapt_model=addressing.without_bucket_in_path,
    endpoint_errors=refusals.MEANINGS,
    presign_scheme=presigning.scheme,
    resource=addressing.resource,
    session_of=express.session_of,
    event_context=context.event_context,
    file_bodies=frozenset(("PutObject", "UploadPart")),
)

for _module in (
    buckets,
    addressing,
    copy_source,
    customer_keys,
    deletions,
    errors,
    expires,
    listing,
    locations,
    metadata,
    tokens,
    trailers,
    uploads,
    digests,
):
    _module.install(HOOKS)
