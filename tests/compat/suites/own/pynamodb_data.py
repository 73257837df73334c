"""In place of a file that PynamoDB's archive lacks: replies of DynamoDB that its tests of connections use."""

from __future__ import annotations

from typing import Any

LIST_TABLE_DATA: dict[str, Any] = {"TableNames": ["Forum", "Reply", "Thread"], "LastEvaluatedTableName": "Thread"}

DESCRIBE_TABLE_DATA: dict[str, Any] = {
    "Table": {
        "TableName": "Thread",
        "TableStatus": "ACTIVE",
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "CreationDateTime": 1700000000.5,
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("ForumName", "LastPostDateTime", "Subject")
        ],
        "KeySchema": [
            {"AttributeName": "ForumName", "KeyType": "HASH"},
            {"AttributeName": "Subject", "KeyType": "RANGE"},
        ],
        **{
            f"{kind}SecondaryIndexes": [
                {
                    "IndexName": "LastPostIndex",
                    "IndexSizeBytes": 0,
                    "ItemCount": 0,
                    "KeySchema": [
                        {"AttributeName": "ForumName", "KeyType": "HASH"},
                        {"AttributeName": "LastPostDateTime", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ]
            for kind in ("Global", "Local")
        },
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    }
}

GET_ITEM_DATA: dict[str, Any] = {"Item": {"ForumName": {"S": "Some forum"}, "Message": {"S": "Some message"}}}
