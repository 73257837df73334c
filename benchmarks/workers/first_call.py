"""Make a client and one call, and end: `first_call.py LIBRARY CALL URL`, CALL being a name of `CALLS`.

The whole process is what is measured, so it imports nothing that is not needed.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "put_object": ("s3", {"Bucket": "bench-bucket", "Key": "key", "Body": b"x" * 1024}),
    "list_objects_v2": ("s3", {"Bucket": "bench-bucket", "Prefix": "logs/"}),
    "get_item": ("dynamodb", {"TableName": "users", "Key": {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}}),
    "get_caller_identity": ("sts", {}),
}
library, name, url = sys.argv[1:]
service, parameters = CALLS[name]
client = __import__(library).client(service, endpoint_url=url)
assert getattr(client, name)(**parameters)["ResponseMetadata"]["HTTPStatusCode"] == 200
