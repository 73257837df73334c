"""Moments in time, in every format, both ways, in odd time zones: as boto3 (with dateutil) has them."""

from __future__ import annotations

import pickle
import random
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.serialize import create_serializer
from botocore.utils import parse_timestamp, parse_to_aware_datetime

from sotalia.model.service import ServiceModel
from sotalia.wire import timestamps
from tests.wire.json_reference import time_zone

ZONES = ["UTC", "Asia/Kathmandu", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo"]
SERVICE = {"metadata": {}, "operations": {}, "shapes": {"Moment": {"type": "timestamp"}}}

MOMENTS: list[Any] = [
    datetime(2015, 1, 25, 8, 0, tzinfo=UTC),
    datetime(2015, 1, 25, 8, 0),
    datetime(1969, 7, 20, 20, 17, 40, 123456, tzinfo=UTC),
    datetime(1970, 1, 1, 0, 0, 1, 3691, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(9999, 12, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, 59, 1000, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    *(0, -1, 1422172800, 1422172800.5, -0.25, "1422172800", "0.5"),
    *("2015-01-25", "2015-01-25T08:00:00Z", "2015-01-25T08:00:00.123456789Z", "Sun, 25 Jan 2015 08:00:00 GMT"),
]

TEXTS = [
    "2015-01-25T08:00:00Z",
    "2015-01-25T08:00:00.000Z",
    "2015-01-25T08:00:00.1234567Z",
    "2015-01-25T08:00:00",
    "2015-01-25 08:00:00",
    "2015-01-25T08:00:00+05:45",
    "2015-01-25T08:00:00-0800",
    "2015-01-25T08:00:00.000+0000",
    "2015-01-25T08:00Z",
    "2015-01-25",
    "20150125T080000Z",
    "20150125T08:00:00Z",
    "Sun, 25 Jan 2015 08:00:00 GMT",
    "Sun, 25 Jan 2015 08:00:00 +0100",
    "Sun Jan 25 08:00:00 2015",
    "Sun Jan 25 08:00:00 GMT 2015",
    "25 Jan 2015",
    "25-Jan-2015",
    "25 January 2015 08:00 UTC",
    "Jan 25, 2015",
    "January 25, 2015 10:30 PM",
    "Jan 25 2015 10:30:15.5",
    "1/25/2015",
    "25/1/2015",
    "01/02/2015",
    "1/25/2015 8:00 AM",
    "1/25/15",
    "2015/01/25",
    "2015/01/25 08:00:00",
    "2015.01.25",
    "2015-01-25 08:00:00 UTC",
    "2015-01-25 08:00:00 +00:00",
    "2015-01-25T08:00:00 -03:30",
    "2015-01-25 10:30pm",
    "2015-01-25 12:00 AM",
    "Sunday, January 25, 2015 12:00:00 PM",
    "Sun Jan 25 08:00:00 EST 2015",
    "2015-01",
    "Jan 2015",
    "5.1.2015",
    "10/11/12",
    "99/1/1",
    "2015-1-5",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "1e9",
    "-1",
    " 1422172800 ",
    "Sept 25, 2015",
    "wednesday, 4 MARCH 2015",
]


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Any:
    with time_zone(request.param):
        yield request.param


@pytest.mark.parametrize("precision", timestamps.PRECISIONS)
@pytest.mark.parametrize("format_name", ["iso8601", "unixTimestamp", "rfc822"])
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_moments_are_rendered_as_boto3_renders_them(moment: Any, format_name: str, precision: str) -> None:
    reference = create_serializer("json", include_validation=False, timestamp_precision=precision)
    theirs = reference._convert_timestamp_to_str(moment, format_name)
    service = ServiceModel(SERVICE).with_timestamps(precision)
    ours = timestamps.formatter(service.shape_for("Moment", {"timestampFormat": format_name}), "iso8601")(moment)
    assert (type(ours), ours) == (type(theirs), theirs)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_the_moment_is_the_one_that_was_meant(moment: Any) -> None:
    assert timestamps.aware(moment) == parse_to_aware_datetime(moment)
    assert timestamps.aware(moment).utcoffset() == timedelta(0)


@pytest.mark.filterwarnings("ignore:tzname")  # dateutil's
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_read_as_dateutil_reads_it(text: str, zone: str) -> None:
    ours, theirs = timestamps.parse(text), parse_timestamp(text)
    assert (ours, ours.utcoffset()) == (theirs, theirs.utcoffset())
    assert timestamps.parse(text.encode()) == theirs


def test_numbers_come_back_in_local_time(zone: str) -> None:
    chance = random.Random(5)
    for _ in range(2000):
        number = chance.choice([chance.randint(-(2**31), 2**32), chance.uniform(0, 2**31), chance.randint(0, 2**31)])
        ours, theirs = timestamps.parse(number), parse_timestamp(number)
        assert (ours, ours.utcoffset(), ours.dst(), ours.tzname()) == (
            *(theirs, theirs.utcoffset(), theirs.dst(), theirs.tzname()),
        )
        assert ours.isoformat() == theirs.isoformat()
        assert ours.timestamp() == theirs.timestamp()


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    with time_zone("America/New_York"):
        for number in range(1730606400 - 7200, 1730606400 + 14400, 600):  # the night of 3 November 2024
            ours, theirs = timestamps.parse(number), parse_timestamp(number)
            assert (ours.isoformat(), ours.fold) == (theirs.isoformat(), theirs.fold)
            assert ours.timestamp() == number


def test_a_local_datetime_moves_through_a_change_of_the_clock() -> None:
    with time_zone("America/New_York"):
        winter = timestamps.parse(1704067200)
        assert (winter + timedelta(days=180)).utcoffset() == timedelta(hours=-4)


def test_local_datetimes_pickle_and_compare(zone: str) -> None:
    moment = timestamps.parse(1700000000.25)
    assert pickle.loads(pickle.dumps(moment)) == moment
    assert pickle.loads(pickle.dumps(moment)).utcoffset() == moment.utcoffset()
    assert repr(timestamps.local_zone()) == "tzlocal()"
    assert timestamps.LocalZone() == timestamps.local_zone()
    assert hash(timestamps.LocalZone()) == hash(timestamps.local_zone())


def test_the_zone_follows_the_process() -> None:
    with time_zone("Asia/Kathmandu"):
        assert timestamps.parse(0).utcoffset() == timedelta(hours=5, minutes=45)  # by today's rules
    with time_zone("UTC"):
        assert timestamps.parse(0).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "not a date",
        "2015-13-45",
        "yesterday",
        "junk",
        "monkey",
        "1 marzo 2020",
        "frid, 3 Jan 2020",
        "12 junk",
        "2030-13-01",
        "2030/31/12",
        None,
        [],
        {},
        object(),
        date(2015, 1, 25),
        "25:61",
        "2015-01-25T24:00:00",
        "nan",
    ],
    ids=repr,
)
def test_what_is_no_moment_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_to_aware_datetime(value)
    with pytest.raises((ValueError, TypeError)):
        timestamps.aware(value)


def test_the_end_of_time_is_kept_where_its_local_year_would_be_10000() -> None:
    with time_zone("Asia/Kathmandu"):
        assert timestamps.parse(253402300799) == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(ValueError, match="Invalid timestamp|out of range"):
        timestamps.parse(1e20)


def test_partial_dates_are_completed_from_today() -> None:
    for text in ["10:30", "Jan 25", "10:30 PM", "10pm"]:
        assert timestamps.parse(text) == parse_timestamp(text), text
