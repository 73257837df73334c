"""DynamoDB: its resources and their client send and receive attribute values as plain Python values; tables are
written in batches and scanned in several segments at once. What its calls need is in `hooks`.
"""

from __future__ import annotations

from .. import Customization

CUSTOMIZATION = Customization(
    methods={
        "Table": {
            "batch_writer": "sotalia.dynamodb.{side}.table:batch_writer",
            "scan_parallel": "sotalia.dynamodb.{side}.table:scan_parallel",
        }
    },
    resource_config={"dynamodb_types": True},
    resource_values={
        "AttributeValue": (
            "str|int|Decimal|bytes|Binary|bool|None|list|dict|set",
            "'string'|123|Decimal('1.5')|b'bytes'|True|None|[...]|{...}|{'string'}|{123}|{b'bytes'}",
        ),
        "ConditionExpression": ("condition or string", "Attr('name').eq('value')|'string'"),
        "KeyExpression": ("condition or string", "Key('name').eq('value')|'string'"),
    },
    native_types={
        "AttributeValue": "Any",
        "ConditionExpression": "str | ConditionBase",
        "KeyExpression": "str | ConditionBase",
    },
    type_places={"ConditionBase": "sotalia.dynamodb.conditions"},
)
