"""S3: the service with the most peculiarities, one file for each.

addressing      buckets in the host or in the path, and the region they are in (redirects)
buckets         names that cannot be buckets, refused early
copy_source     `CopySource` as text or dict
customer_keys   keys of server-side encryption: base64 and MD5
deletions       keys to delete that XML cannot hold, refused early
errors          errors inside of 200 replies
expires         `Expires` headers that are no dates
listing         keys that XML cannot hold, asked for URL-encoded and decoded
locations       GetBucketLocation's reply
metadata        object metadata must be ASCII
post            uploads by a browser's form
presigning      which signature presigned URLs have
uploads         bodies: text, `Expect: 100-continue`, line ends in XML
"""

from __future__ import annotations

from ...core.hooks import Hooks
from . import (
    addressing,
    buckets,
    copy_source,
    customer_keys,
    deletions,
    errors,
    expires,
    listing,
    locations,
    metadata,
    presigning,
    uploads,
)

HOOKS = Hooks(adapt_model=addressing.without_bucket_in_path, presigns_with_s3=presigning.uses_first_scheme)

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
    uploads,
):
    _module.install(HOOKS)
