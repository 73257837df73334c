"""S3: the service with the most peculiarities, one file for each.

addressing      buckets in the host or in the path, and the region they are in (redirects)
buckets         names that cannot be buckets, refused early
copy_source     `CopySource` as text or dict
customer_keys   keys of server-side encryption: base64 and MD5
deletions       keys to delete that XML cannot hold, refused early
endpoints       where a client's calls go: its settings of S3
errors          errors inside of 200 replies
expires         `Expires` headers that are no dates
hooks           all these, put together
listing         keys that XML cannot hold, asked for URL-encoded and decoded
loads           what loads resources whose attributes are not what one call returns
locations       GetBucketLocation's reply
metadata        object metadata must be ASCII
post            uploads by a browser's form
presigning      which signature presigned URLs have
refusals        what the endpoint rules refuse, by boto3's exceptions
uploads         bodies: text, `Expect: 100-continue`, line ends in XML
"""

from __future__ import annotations

from .. import Calls, Customization
from .endpoints import ENDPOINTS

CUSTOMIZATION = Customization(
    endpoints=ENDPOINTS,
    methods={
        "Client": {"generate_presigned_post": "sotalia.services.s3.post:generate_presigned_post"},
        "Bucket": {"load": Calls("sotalia.services.s3.loads:load_bucket")},
        "ObjectSummary": {"load": Calls("sotalia.services.s3.loads:load_object_summary")},
    },
)
