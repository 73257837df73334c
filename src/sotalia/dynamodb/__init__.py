"""DynamoDB in Python's own types: values, conditions, batches, scans. The paths of the modules are boto3's.

    from sotalia.dynamodb.conditions import Attr, Key
    from sotalia.dynamodb.types import NATIVE, Binary, DynamoDBTypes, TypeDeserializer, TypeSerializer

The resource takes and returns plain values by itself, a client does so with `Config(dynamodb_types=True)`.

Programs use `types` and `conditions`; `codec` and `numbers` convert values quickly, `paths` finds them in an
operation's parameters and reply, `expressions` turns conditions into text, and `binding` puts all that into the
operations of a client. `table` has what tables can do beyond their actions; its shells are in `_async`
and `_sync`.
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports

__getattr__, __dir__ = lazy_exports(globals(), dict.fromkeys(("conditions", "table", "transform", "types"), ""))
