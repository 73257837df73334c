"""What the documents take for granted: buckets, tables, files and a profile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import sotalia

KEYS = {"a": b"first", "b": b"second", "c": b"third", "large": b"x" * 3_000_000, "logs/today.log": b"", "tmp/old": b""}
#: Table → the attributes that are its key, with their types.
TABLES = {
    "dolphins": {"species": "S"},
    "sessions": {"id": "S"},
    "numbers": {"id": "N"},
    "visits": {"id": "N", "when": "N"},
}
SPECIES = ("boto", "Sotalia fluviatilis")
PROFILE = "[profile production]\nregion = eu-west-1\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n"


def make_world(home: Path, folder: Path) -> None:
    """Make all of it: in the AWS that the environment names, in a home directory, and in the folder of a program."""
    s3 = sotalia.client("s3")
    s3.create_bucket(Bucket="my-bucket")
    for key, body in {**KEYS, "logs.zip": archive()}.items():
        s3.put_object(Bucket="my-bucket", Key=key, Body=body)
    for table, attributes in TABLES.items():
        make_table(table, attributes, "us-east-1")
    make_table("dolphins", TABLES["dolphins"], "eu-central-1")
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(PROFILE)
    (folder / "photos").mkdir()
    (folder / "photos" / "tucuxi.jpg").write_bytes(b"...")
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<p>dolphins</p>")
    (folder / "big.iso").write_bytes(bytes(9_000_000))


def make_table(table: str, key: dict[str, str], region: str) -> None:
    """Make a table, with dolphins in it if it is theirs."""
    dynamodb = sotalia.client("dynamodb", region_name=region)
    dynamodb.create_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in key.items()],
        KeySchema=[
            {"AttributeName": name, "KeyType": role} for name, role in zip(key, ("HASH", "RANGE"), strict=False)
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    for species in SPECIES if table == "dolphins" else ():
        dynamodb.put_item(TableName=table, Item={"species": {"S": species}, "size": {"N": "2.4"}})


def archive() -> bytes:
    """Return a small archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("today.log", "hello")
    return data.getvalue()
