"""Plans are driven by tables: which pieces they give, and what they make of replies and failures. Nothing is sent."""

from __future__ import annotations

from typing import Any

import pytest

from sotalia.errors import ClientError, FlexibleChecksumError, ReadTimeoutError, RetriesExceededError, S3ValidationError
from sotalia.transfer.config import TransferConfig
from sotalia.transfer.limits import LARGEST_OBJECT
from sotalia.transfer.plan.base import Piece, Plan
from sotalia.transfer.plan.copy import CopyPlan
from sotalia.transfer.plan.download import DownloadPlan
from sotalia.transfer.plan.upload import UploadPlan

MIB = 1024 * 1024
CONFIG = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, num_download_attempts=3)
BROKEN = ReadTimeoutError(endpoint_url="http://x", error="silence")


def refusal(code: str, operation: str = "GetObject") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


def upload(size: int | None) -> UploadPlan:
    return UploadPlan("b", "k", {}, size, CONFIG)


def download(**options: Any) -> DownloadPlan:
    return DownloadPlan("b", "k", {}, CONFIG, **{"ask_first": False, **options})


def in_ranges() -> tuple[DownloadPlan, list[Piece]]:
    """The download of an object of 20 MiB, and its pieces: the opening one and two ranges."""
    plan = download(size=20 * MIB, etag="e")
    (first,) = pieces(plan)
    plan.head(first, {"content-length": str(20 * MIB), "etag": "e"})
    return plan, [first, *pieces(plan)]


def pieces(plan: Plan) -> list[Piece]:
    """All pieces that the plan gives now."""
    return list(iter(plan.next, None))


def given(plan: Plan) -> list[str]:
    return [piece.method for piece in pieces(plan)]


def begun(plan: Plan) -> list[Piece]:
    """The parts of an upload that has been created."""
    (create,) = pieces(plan)
    plan.done(create, {"UploadId": "u"})
    return pieces(plan)


def test_a_small_upload_is_one_piece() -> None:
    plan = upload(5)
    (piece,) = pieces(plan)
    assert (piece.method, piece.offset, piece.length) == ("put_object", 0, 5)
    assert not plan.over
    plan.done(piece, {})
    assert plan.over
    assert plan.error is None


def test_a_large_upload_is_created_filled_and_completed_in_order() -> None:
    plan = upload(20 * MIB)
    parts = begun(plan)
    assert [(part.number, part.offset, part.length) for part in parts] == [
        (1, 0, 8 * MIB),
        (2, 8 * MIB, 8 * MIB),
        (3, 16 * MIB, 4 * MIB),
    ]
    for part in reversed(parts):
        assert not pieces(plan)
        plan.done(part, {"ETag": f"e{part.number}"})
    (complete,) = pieces(plan)
    assert complete.params["MultipartUpload"]["Parts"] == [{"ETag": f"e{n}", "PartNumber": n} for n in (1, 2, 3)]
    plan.done(complete, {})
    assert plan.over


def test_an_upload_whose_part_failed_is_aborted_when_nothing_is_under_way() -> None:
    plan = upload(20 * MIB)
    first, second, third = begun(plan)
    plan.done(first, {"ETag": "e"})
    plan.failed(second, refusal("AccessDenied"))
    assert not pieces(plan), "a part is under way, which would come after the abort"
    plan.dropped(third)
    (abort,) = pieces(plan)
    assert (abort.method, abort.params["UploadId"]) == ("abort_multipart_upload", "u")
    assert not plan.over
    plan.failed(abort, refusal("NoSuchUpload"))
    assert plan.over
    assert "AccessDenied" in str(plan.error)


def test_an_upload_that_is_created_after_all_is_aborted_too() -> None:
    plan = upload(20 * MIB)
    (create,) = pieces(plan)
    plan.fail(KeyboardInterrupt())
    assert not plan.over
    plan.done(create, {"UploadId": "u"})
    assert given(plan) == ["abort_multipart_upload"]


def test_a_stream_ends_with_the_part_that_is_empty() -> None:
    plan = upload(None)
    (create,) = pieces(plan)
    plan.done(create, {"UploadId": "u"})
    first, second = (plan.next(), plan.next())
    assert first is not None
    assert second is not None
    plan.exhausted(second)
    assert not pieces(plan)
    plan.done(first, {"ETag": "e"})
    assert given(plan) == ["complete_multipart_upload"]


def test_an_object_that_s3_would_not_take_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="Split it up"):
        upload(LARGEST_OBJECT + 1)


def test_the_first_reply_tells_of_a_small_object_and_brings_it() -> None:
    plan = download()
    (piece,) = pieces(plan)
    plan.head(piece, {"content-length": "5", "etag": "e"})
    assert (piece.length, pieces(plan)) == (5, [])
    piece.received = 5
    plan.done(piece, {})
    assert plan.over


def test_the_first_reply_of_a_large_object_ends_where_the_ranges_begin() -> None:
    plan = download()
    (piece,) = pieces(plan)
    plan.head(piece, {"content-length": str(20 * MIB), "etag": "e"})
    assert piece.length == 8 * MIB
    second, third = pieces(plan)
    assert second.params == {"Bucket": "b", "Key": "k", "Range": "bytes=8388608-16777215", "IfMatch": "e"}
    assert third.params["Range"] == "bytes=16777216-"


def test_without_ranges_the_first_reply_brings_all() -> None:
    plan = download(in_ranges=False)
    (piece,) = pieces(plan)
    plan.head(piece, {"content-length": str(20 * MIB), "etag": "e"})
    assert (piece.length, pieces(plan)) == (20 * MIB, [])


def test_what_was_refused_is_asked_for_so_that_the_error_is_boto3s() -> None:
    plan = download()
    (piece,) = pieces(plan)
    plan.failed(piece, refusal("NoSuchKey"))
    (head,) = pieces(plan)
    assert head.method == "head_object"
    plan.failed(head, refusal("404", "HeadObject"))
    assert plan.over
    assert "HeadObject" in str(plan.error)


def test_a_range_that_broke_off_goes_on_with_the_rest_until_its_attempts_are_used_up() -> None:
    plan, (_, piece, _) = in_ranges()
    for attempt in (1, 2):
        piece.opened = True
        piece.received = 1000 * attempt
        plan.failed(piece, BROKEN)
        assert pieces(plan) == [piece]
        assert piece.params["Range"] == f"bytes={8 * MIB + 1000 * attempt}-{16 * MIB - 1}"
    piece.opened = True
    plan.failed(piece, BROKEN)
    assert isinstance(plan.error, RetriesExceededError)


def test_what_goes_on_and_has_a_wrong_checksum_then_is_asked_for_from_its_beginning() -> None:
    """It was asked for from where it had gone on, and the reply was refused for beginning there."""
    plan, (_, _, last) = in_ranges()
    plan.head(last, {"content-range": f"bytes {16 * MIB}-{20 * MIB - 1}/{20 * MIB}", "etag": "e"})
    last.received = MIB
    plan.failed(last, BROKEN)
    (again,) = pieces(plan)
    assert again.params["Range"] == f"bytes={17 * MIB}-"
    again.opened, again.received = True, 4 * MIB
    plan.failed(again, FlexibleChecksumError(error_msg="damaged"))
    (anew,) = pieces(plan)
    assert (anew.params["Range"], anew.received) == (f"bytes={16 * MIB}-", 0)


def test_where_a_server_gives_no_ranges_what_breaks_off_begins_anew() -> None:
    plan = download()
    (piece,) = pieces(plan)
    plan.head(piece, {"content-length": "1000", "etag": "e"})
    piece.received = 500
    plan.failed(piece, BROKEN)
    (rest,) = pieces(plan)
    assert rest.params["Range"] == "bytes=500-"
    with pytest.raises(S3ValidationError, match="no range") as raised:
        plan.head(rest, {"content-length": "1000", "etag": "e"})
    plan.failed(rest, raised.value)
    (anew,) = pieces(plan)
    assert ("Range" in anew.params, anew.received) == (False, 0)
    plan.head(anew, {"content-length": "1000", "etag": "e"})
    anew.received = 1000
    plan.done(anew, {})
    assert (plan.finished, plan.error) == (True, None)


@pytest.mark.parametrize("content_range", ["bytes 500-1499/5000", "bytes 0-999/5000"])
@pytest.mark.parametrize("known", [{}, {"size": 1000}, {"size": 20 * MIB, "etag": "e"}])
def test_a_part_of_an_object_is_refused_where_all_of_it_was_asked_for(
    known: dict[str, Any], content_range: str
) -> None:
    plan = download(**known)
    (piece,) = pieces(plan)
    with pytest.raises(S3ValidationError, match="although the whole object"):
        plan.head(piece, {"content-length": "1000", "content-range": content_range, "etag": "e"})


def test_without_an_etag_a_piece_begins_anew_where_that_is_possible() -> None:
    for restarts in (True, False):
        plan = download(size=5, restarts=restarts)
        (piece,) = pieces(plan)
        piece.opened, piece.received = True, 3
        plan.failed(piece, BROKEN)
        assert pieces(plan) == ([piece] if restarts else [])
        assert (piece.received, plan.over) == ((0, False) if restarts else (3, True))


def test_a_call_that_brought_no_reply_is_not_made_again() -> None:
    plan = download(size=5)
    (piece,) = pieces(plan)
    plan.failed(piece, BROKEN)
    assert plan.error is BROKEN


@pytest.mark.parametrize(
    "headers",
    [
        {"content-range": "bytes 0-8388607/20971520"},
        {"content-range": "bytes 8388608-20971519/20971520"},
        {"content-length": "20971520"},
        {},
    ],
    ids=["another start", "more", "all of it", "no length"],
)
def test_another_range_than_was_asked_for_is_refused(headers: dict[str, str]) -> None:
    plan, (_, piece, _) = in_ranges()
    with pytest.raises(S3ValidationError):
        plan.head(piece, headers)


@pytest.mark.parametrize("unit", ["bytes ", "bytes="])
def test_the_range_that_was_asked_for_is_taken_however_its_unit_is_written(unit: str) -> None:
    plan, (_, piece, _) = in_ranges()
    assert piece.length is not None
    plan.head(piece, {"content-range": f"{unit}{piece.offset}-{piece.offset + piece.length - 1}/{plan.size}"})


def test_a_copy_asks_for_the_tags_that_there_are_and_ends_when_they_are_there() -> None:
    plan = CopyPlan({"Bucket": "s", "Key": "k", "VersionId": "v"}, "b", "k", {}, CONFIG)
    (head,) = pieces(plan)
    assert (head.method, head.of_source) == ("head_object", True)
    plan.done(head, {"ContentLength": 9 * MIB, "ETag": "e", "TagCount": 1, "ContentType": "text/x"})
    (create,) = pieces(plan)
    assert create.params == {"Bucket": "b", "Key": "k", "ContentType": "text/x"}
    plan.done(create, {"UploadId": "u"})
    for part in pieces(plan):
        assert part.params["CopySourceIfMatch"] == "e"
        plan.done(part, {"CopyPartResult": {"ETag": "p"}})
    (complete,) = pieces(plan)
    plan.done(complete, {"VersionId": "new"})
    (get,) = pieces(plan)
    assert get.params == {"Bucket": "s", "Key": "k", "VersionId": "v"}
    plan.done(get, {"TagSet": [{"Key": "a", "Value": "b"}]})
    (put,) = pieces(plan)
    assert put.params["VersionId"] == "new"
    plan.done(put, {})
    assert plan.over


def test_a_copy_takes_annotations_along_where_that_is_wanted_and_names_those_that_failed() -> None:
    plan = CopyPlan({"Bucket": "s", "Key": "k"}, "b", "k", {"AnnotationDirective": "COPY"}, CONFIG)
    replies: dict[str, Any] = {
        "head_object": {"ContentLength": 9 * MIB, "ETag": "e"},
        "create_multipart_upload": {"UploadId": "u"},
        "upload_part_copy": {"CopyPartResult": {"ETag": "p"}},
        "complete_multipart_upload": {"ETag": "whole"},
        "list_object_annotations": {"Annotations": [{"AnnotationName": "one"}, {"AnnotationName": "two"}]},
        "get_object_annotation": {"AnnotationPayload": b"note"},
        "put_object_annotation": {},
    }
    methods = []
    while (piece := plan.next()) is not None:
        methods.append(piece.method)
        if piece.method == "put_object_annotation" and piece.params["AnnotationName"] == "one":
            assert piece.params["ObjectIfMatch"] == "whole"
            plan.failed(piece, refusal("AccessDenied"))
        else:
            plan.done(piece, replies[piece.method])
    assert methods[-5:] == ["list_object_annotations", *["get_object_annotation", "put_object_annotation"] * 2]
    assert str(plan.error).startswith("Failed to copy annotations to s3://b/k. Succeeded: ['two']. Failed: ['one'].")


def test_a_source_that_was_replaced_meanwhile_fails_its_copy() -> None:
    plan = CopyPlan({"Bucket": "s", "Key": "k"}, "b", "k", {}, CONFIG)
    (head,) = pieces(plan)
    plan.done(head, {"ContentLength": 9 * MIB, "ETag": "e"})
    parts = begun(plan)
    plan.failed(parts[0], refusal("PreconditionFailed", "UploadPartCopy"))
    plan.dropped(parts[1])
    assert given(plan) == ["abort_multipart_upload"]
    assert type(plan.error).__name__ == "S3CopyFailedError"


def test_the_ranges_of_an_object_of_known_size_wait_for_the_head_of_the_first_reply() -> None:
    plan = download(size=20 * MIB, etag="e")
    (first,) = pieces(plan)
    assert first.params == {"Bucket": "b", "Key": "k", "IfMatch": "e"}
    plan.head(first, {"content-length": str(20 * MIB), "etag": "e"})
    assert [piece.params["Range"] for piece in pieces(plan)] == ["bytes=8388608-16777215", "bytes=16777216-"]
