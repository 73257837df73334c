"""Documents and their readers: the quick way takes what expat takes, and reads it as expat does."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.model import Shape

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol, xml
from sotalia.wire.xml import parse_document, read_document, read_node
from sotalia.wire.xmlread import Reader, error_node
from tests.wire.xml_cases import Replies
from tests.wire.xml_reference import comparable, service


def output(service_name: str, operation: str) -> Shape:
    shape: Shape = service(service_name).operation_model(operation).output_shape
    return shape


def outcome(read: Callable[[], Any]) -> Any:
    try:
        return comparable(read())
    except (ResponseParserError, ValueError):  # the second for a number or a time that is none
        return "malformed"


def listing(body: bytes) -> Any:
    """The body read as the reply of s3.ListObjectsV2."""
    return read_document(body, Reader(error_node).structure(output("s3", "ListObjectsV2")))


class Readers:
    """One shape, read both ways."""

    def __init__(self, shape: Shape) -> None:
        self.read = Reader(error_node).structure(shape)
        self.read_as_expat = Reader(error_node).structure(shape)

    def both(self, body: bytes) -> tuple[Any, Any]:
        quick = outcome(lambda: read_document(body, self.read))
        return quick, outcome(lambda: read_node(parse_document(body), self.read_as_expat))


SHAPES = [
    ("ec2", "DescribeInstances"),
    ("s3", "ListObjectsV2"),
    ("s3", "GetBucketAcl"),
    ("s3", "GetBucketNotificationConfiguration"),
    ("s3", "GetObjectAttributes"),
    ("iam", "GetAccountSummary"),
    ("redshift", "DescribeRedshiftIdcApplications"),
]
#: What damage is made of.
PIECES = [
    *[
        "<",
        ">",
        "&",
        ";",
        "/",
        "\r",
        "\x00",
        "\x0b",
        "\n",
        "]]>",
        "<!--c-->",
        "<![CDATA[<x>&]]>",
        "<?pi?>",
        "--",
        "<!DOCTYPE",
        "x:",
        "é",
        "\ufffe",
        "\x7f",
        "\x85",
    ],
    *["&amp;", "&lt;", "&#34;", "&#x41;", "&#0;", "&#xD800;", "&nbsp;", "&#", "&#x110000;"],
    *["<a/>", "<b>", "</b>", "<Key/>", "<Key></Key>", "</Key>", "<member>", "</item>"],
    *(" ", " xmlns='u'", ' a="1"', "<Key >", "</Key >"),
]


def mutated(body: bytes, rng: random.Random) -> bytes:
    text = body.decode()
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        if rng.random() < 0.5:  # where tags are is where it hurts
            at = max(text.find(rng.choice("<>/&"), at), 0)
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 1:
            text = text[:at] + rng.choice(PIECES) + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + text[at + rng.choice([1, 1, 5, 40]) :]
        else:
            end = at + rng.randrange(60)
            text = text[:end] + text[at:end] + text[end:]
    data = text.encode()
    if data and rng.random() < 0.05:
        at = rng.randrange(len(data))
        data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    return data[: rng.randrange(len(data) + 1)] if rng.random() < 0.05 else data


@pytest.mark.parametrize(("service_name", "operation"), SHAPES)
def test_the_quick_way_and_expat_agree_on_damaged_documents(service_name: str, operation: str) -> None:
    shape = output(service_name, operation)
    readers, rng = Readers(shape), random.Random(operation)
    understood = 0
    for number in range(400):
        whole = Replies(f"{operation} {number}", 0.5).element(shape, "Root", attributes=' xmlns="urn:x"').encode()
        body = mutated(whole, rng) if number % 10 else whole
        quick, slow = readers.both(body)
        assert quick == slow, body
        understood += quick != "malformed"
    assert understood > 40  # damage often falls into text


@pytest.mark.parametrize(
    "declaration", ['<?xml version="1.0" encoding="UTF-8"?>\n', "<?xml version='1.0'?>", "\n  ", "\ufeff"]
)
@pytest.mark.parametrize("layout", ["", "\n  ", "\n\t"])
def test_layouts_and_declarations_make_no_difference(declaration: str, layout: str) -> None:
    inside = f"<Name>b</Name>{layout}<Contents>{layout}<Key>a</Key>{layout}<Size>1</Size>{layout}</Contents>{layout}"
    inside += f"<Contents>{layout}<Key>&lt;b&#10;c&gt;</Key>{layout}<Owner />{layout}</Contents>{layout}<Prefix/>"
    body = f"{declaration}<ListBucketResult xmlns='urn:s3'>{layout}{inside}{layout}</ListBucketResult>\n".encode()
    readers = Readers(output("s3", "ListObjectsV2"))
    for _ in range(2):  # the second time, the tags are known
        quick, slow = readers.both(body)
        assert quick == slow
        assert quick == {
            "Name": "b",
            "Contents": [{"Key": "a", "Size": ("int", 1)}, {"Key": "<b\nc>", "Owner": {}}],
            "Prefix": "",
        }


def test_plain_documents_are_not_given_to_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "parse_document", None)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="u"><Name>a &amp; b</Name><New><x y="1"/></New></R>'
    body = body.replace(b' y="1"', b"")
    assert listing(body) == {"Name": "a & b"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"not XML",
        b"{}",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a/>junk",
        b"junk<a/>",
        b"<a>\xff</a>",
        b"<a><Name>&unknown;</Name></a>",
        b"<a>&unknown;<Name>x</Name></a>",
        b"<a><Name>x</Name>&unknown;</a>",
        b"<a><New>&unknown;</New></a>",
        b"<a><Name>&amp</Name></a>",
        b"<a b='1' b='2'/>",
        b"<a><Name>x</Name",
        b'<?xml version="1.0" encoding="UTF-16"?' + b"<a/>",
    ],
)
def test_what_is_not_well_formed_is_refused_with_what_came(body: bytes) -> None:
    with pytest.raises(ResponseParserError):
        listing(body)
    if body:  # nothing at all is an empty listing
        operation = service("s3").operation_model("ListObjectsV2")
        with pytest.raises(ResponseParserError) as caught:
            protocol(operation.service_model).parser(operation)(200, {}, body)
        assert body.decode("utf-8", "replace")[:20].strip("\n") in str(caught.value)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY h "ha"><!ENTITY l "&h;&h;&h;&h;&h;">]><a><Name>&l;</Name></a>'


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><Name>&x;</Name></a>',
        b"<!DOCTYPE html><html></html>",
    ],
)
def test_a_document_type_is_refused(body: bytes) -> None:
    with pytest.raises(ResponseParserError, match="document type"):
        listing(body)


def test_the_letters_of_a_document_type_are_only_letters_elsewhere() -> None:
    body = b"<a><!-- <!DOCTYPE a> --><Name><![CDATA[<!DOCTYPE html>]]></Name></a>"
    assert listing(body) == {"Name": "<!DOCTYPE html>"}


def test_another_encoding_cannot_smuggle_one_in() -> None:
    with pytest.raises(ResponseParserError):
        listing(LAUGHS.decode().encode("utf-16"))


def test_attributes_are_found_whatever_their_prefix() -> None:
    declared = 'xmlns:{p}="http://www.w3.org/2001/XMLSchema-instance"'
    grant = f'<Grant><Grantee {declared} {{p}}:type="Group"><URI>u</URI></Grantee></Grant>'
    for prefix in ("xsi", "i"):
        body = f"<A><AccessControlList>{grant.format(p=prefix)}</AccessControlList></A>".encode()
        assert read_document(body, Reader(error_node).structure(output("s3", "GetBucketAcl"))) == {
            "Grants": [{"Grantee": {"Type": "Group", "URI": "u"}}]
        }


def test_elements_where_text_is_meant_are_passed_over() -> None:
    read = Reader(error_node).structure(output("s3", "ListObjectsV2"))
    for inner in ("a<b>c</b>", "a<b/>", "a<b><b>&amp;</b></b><c/>"):
        assert read_document(f"<R><Name>{inner}</Name><Prefix>p</Prefix></R>".encode(), read) == {
            "Name": "a",
            "Prefix": "p",
        }


def test_a_reply_nested_without_end_is_malformed_not_a_crash() -> None:
    depth = sys.getrecursionlimit() * 3
    read = Reader(error_node).structure(output("s3", "ListObjectsV2"))
    assert read_document(b"<R>" + b"<New>" * depth + b"</New>" * depth + b"</R>", read) == {}


def test_tags_from_outside_do_not_pile_up() -> None:
    reader = Reader(error_node)
    shape = output("s3", "ListObjectsV2")
    read = reader.structure(shape)
    for number in range(50):
        body = "".join(f"<Unknown{number}x{i}/><Name xmlns='u{number}x{i}'>n</Name>" for i in range(100))
        assert read_document(f"<R>{body}</R>".encode(), read) == {"Name": "n"}
    (table,) = [cell.cell_contents for cell in read.__closure__ or () if isinstance(cell.cell_contents, dict)]
    assert len(table) <= 1000
