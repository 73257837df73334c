"""CBOR itself: values in and out of bytes, beside botocore."""

from __future__ import annotations

import math
import random
import struct
from typing import Any

import cbor2
import pytest
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import CBORSerializer

from sotalia.model.service import ServiceModel
from sotalia.wire import cborcodec
from tests.wire.json_reference import time_zone
from tests.wire.xml_reference import comparable


def botocore_value(data: bytes) -> Any:
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(data))


def test_undefined_is_nothing() -> None:
    assert cborcodec.loads(cbor2.dumps({"a": cbor2.undefined, "b": [cbor2.undefined, 1]})) == {
        "a": None,
        "b": [None, 1],
    }


def test_moments_are_those_of_botocore() -> None:
    chance = random.Random(7)
    with time_zone("Asia/Kathmandu"):
        for _ in range(500):
            number: float = chance.choice([chance.randint(-(2**31), 2**33), chance.uniform(-1e9, 4e9)])
            data = cbor2.dumps(cbor2.CBORTag(1, number))
            assert comparable(cborcodec._as_it_comes(cborcodec.loads(data))) == comparable(botocore_value(data))


@pytest.mark.parametrize("kind", ["integer", "double", "float", "string", "blob", "boolean", "timestamp"])
def test_scalars_are_written_as_botocore_writes_them(kind: str) -> None:
    values: dict[str, list[Any]] = {
        "integer": [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**64 - 1, -1, -24, -25, -256, -257, -(2**64)],
        "double": [0.0, -0.0, 1.5, 1e300, math.inf, -math.inf, math.nan, 7, 5e-324],
        "float": [0.0, 1.1, -2.5, math.inf, -math.inf, math.nan, 7, struct.unpack(">f", b"\x00\x00\x00\x01")[0]],
        "string": ["", "a" * 23, "a" * 24, "ü" * 200, "🐬" * 20000],
        "blob": [b"", b"x" * 300, bytearray(b"y"), "text ü"],
        "boolean": [True, False],
        "timestamp": [0, 1.5, -1.25, "2020-01-01T00:00:00.123456Z", 2**33],
    }
    serializer = CBORSerializer()
    serializer.TIMESTAMP_FORMAT = "unixtimestamp"
    service = ServiceModel({"metadata": {}, "operations": {}, "shapes": {"Value": {"type": kind}}})
    encode = cborcodec.Encoder(strict=False).encoder(service.shape_for("Value"))
    for value in values[kind]:
        ours, theirs = bytearray(), bytearray()
        encode(value, ours)
        getattr(serializer, f"_serialize_type_{kind}")(theirs, value, None, None)
        assert ours == theirs


def test_numbers_beyond_64_bits_are_refused() -> None:
    for value in (2**64, -(2**64) - 1):
        with pytest.raises(OverflowError):
            cborcodec._SCALARS["long"](value, bytearray())
