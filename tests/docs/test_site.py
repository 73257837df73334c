"""The documentation site: what is on its pages, where they lead, how large they grow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from sotalia.model.loader import Loader
from tests.docs.conftest import SERVICES
from tests.test_public import PUBLIC
from tools.docs.__main__ import main, write_site
from tools.docs.added import added
from tools.docs.code import coloured
from tools.docs.guides import GUIDES
from tools.docs.markdown import markdown
from tools.docs.members import Members
from tools.docs.permissions import permissions
from tools.docs.prose import first_sentence, prose
from tools.docs.public import modules
from tools.docs.site import Site


class Page(HTMLParser):
    """The links, the anchors and the text of a page; a fault in its nesting is a failure."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labels: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [found[name] or "" for name in ("href", "src") if name in found and tag != "link"]
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag in ("input", "nav", "img", "html", "aside"):
            self.labels.append((tag, found))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_no_link_is_dead(site: Path, pages: dict[Path, Page]) -> None:
    dead = [f"{path.relative_to(site)}: {link}" for path, link in internal(pages) if not reaches(path, link, pages)]
    assert dead == []


def internal(pages: dict[Path, Page]) -> Iterator[tuple[Path, str]]:
    for path, page in pages.items():
        yield from ((path, link) for link in page.links if not re.match(r"https?:|mailto:|data:", link))


def reaches(path: Path, link: str, pages: dict[Path, Page]) -> bool:
    target, anchor = urldefrag(link)
    file = (path.parent / unquote(target)).resolve() if target else path
    if not anchor:
        return file.is_file()
    return file in pages and unquote(anchor) in pages[file].ids


def test_every_page_can_be_used_without_seeing_it(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert page.headings[:1] in (["h1"], ["h2"]), path
        assert page.headings.count("h1") == 1, path
        assert sorted(page.ids) == sorted(set(page.ids)), path
        for tag, attributes in page.labels:
            if tag == "img":
                assert attributes.get("alt"), path
            if tag in ("nav", "aside"):
                assert attributes.get("aria-label"), path
            if tag == "html":
                assert attributes.get("lang") == "en", path
        assert '<label class="hidden" for="-search">' in path.read_text(), path


def test_there_is_a_page_per_operation_guide_and_public_name(site: Path) -> None:
    loader = Loader()
    for service in SERVICES:
        written = {path.stem for path in (site / "reference" / service).glob("*.html")} - {"index"}
        model = loader.service_model(service)
        assert written == {*model.methods, *added(model, "Client")}
    public = {f"{module}.{name}" for module in modules() for name in PUBLIC[module]}
    assert {path.stem for path in (site / "python").glob("*.html")} - {"index"} == public | set(PUBLIC)
    assert {path.stem for path in (site / "guides").glob("*.html")} - {"index"} == {
        page for guides in GUIDES.values() for page in guides
    }


def test_the_page_of_an_operation_says_how_it_is_called(site: Path) -> None:
    page = (site / "reference" / "s3" / "list_objects_v2.html").read_text()
    text = re.sub("<[^>]+>", "", page)
    for part in (
        's3 = sotalia.client("s3")',
        'reply = s3.list_objects_v2(Bucket="…")',
        'async with aio.client("s3") as s3:',
        "sotalia s3api list-objects-v2 --bucket …",
        'paginator = s3.get_paginator("list_objects_v2")',
        "s3.exceptions.NoSuchBucket",
    ):
        assert part in text
    assert re.search(r'id="p-Bucket"><code>Bucket</code> <i>string</i> <b>required</b>', page)
    assert '<div class=m id="r-Contents"><code>Contents</code> <i>list of dicts</i>' in page
    head = (site / "reference" / "s3" / "head_bucket.html").read_text()
    assert 'get_waiter("bucket_exists")' in head
    assert "Bucket" in (site / "reference" / "s3" / "delete_bucket.html").read_text().partition("<li>Resource ")[2][:60]


def test_all_names_can_be_searched(site: Path) -> None:
    text = (site / "names.js").read_text().removeprefix("window.sotaliaNames=").removesuffix(";\n")
    services, others = json.loads(text)
    assert "put_object" in services["s3"][1].split()
    paths = [f"reference/{name}/{method}.html" for name, (_, methods) in services.items() for method in methods.split()]
    assert all((site / path.partition("#")[0]).is_file() for path in (*paths, *(path for _, path, *_ in others)))
    assert {"sotalia.config.Config", "Options", "DynamoDB", "s3.Bucket", "Folders"} <= {title for title, *_ in others}
    assert "upload_file" in services["s3"][1].split()


@pytest.mark.parametrize(
    ("service", "operation"),
    [("ec2", "RunInstances"), ("mediaconvert", "CreatePreset"), ("medialive", "CreateChannel")],
)
def test_the_largest_pages_stay_small(service: str, operation: str) -> None:
    model = Loader().service_model(service)
    members = Members(model)
    shapes = (model.operation_model(operation).input_shape, model.operation_model(operation).output_shape)
    size = sum(len(members.unfold(shape, "p-", "")) for shape in shapes if shape is not None)
    assert size < 350_000, "its page may have 400 KB"


def test_a_page_has_the_permissions_that_aws_names(site: Path) -> None:
    page = (site / "reference" / "s3" / "list_objects_v2.html").read_text()
    part = page.partition('<h2 id="permissions">')[2].partition("<h2")[0]
    assert re.findall("<code>(.*?)</code>", part) == ["s3:ListBucket", "s3express:CreateSession"]
    assert 'id="permissions"' not in (site / "reference" / "sqs" / "purge_queue.html").read_text()


def test_permissions_are_read_from_prose() -> None:
    text = "Tags a thing.\n\nPermissions\n\n* You need ``iot:Tag`` and, for keys, `kms:Decrypt <https://a.example/kms:X>`__."
    assert permissions(text, "iot") == ["iot:Tag", "kms:Decrypt"]
    assert permissions("Requires permission to access the `ListThings <https://a.example>`__ action.", "iot") == [
        "iot:ListThings"
    ]
    assert permissions("Its ARN is ``arn:aws:s3``, as ``aws:TagKeys`` in a policy says.", "s3") == []


def test_what_clients_and_resources_have_beside_the_api_has_pages(site: Path) -> None:
    upload = (site / "reference" / "s3" / "upload_file.html").read_text()
    assert "TransferConfig" in upload
    assert "await s3.upload_file(" in upload
    assert 'href="upload_file.html"' in (site / "reference" / "s3" / "index.html").read_text()
    bucket = (site / "reference" / "s3" / "resources" / "Bucket.html").read_text()
    for part in ("objects", "put_object()", "upload_file()", "wait_until_exists()", "Object(key)", "creation_date"):
        assert part in re.sub("<[^>]+>", "", bucket)
    assert "put_object" in (site / "reference" / "s3" / "resources" / "ObjectSummary.html").read_text()


def test_the_page_of_a_class_has_what_it_inherits(site: Path) -> None:
    page = (site / "python" / "sotalia.session.Session.html").read_text()
    assert {"m-client", "m-assume_role", "m-region_name"} <= set(re.findall('id="([^"]+)"', page))
    assert "m-make_client" not in page, "that is for Sotalia's own modules"
    client = (site / "python" / "sotalia.clients.BaseClient.html").read_text()
    assert {"m-get_paginator", "m-with_config", "m-exceptions"} <= set(re.findall('id="([^"]+)"', client))


def test_structures_that_contain_themselves_are_unfolded_once() -> None:
    model = Loader().service_model("dynamodb")
    operation = model.operation_model("PutItem")
    assert operation.input_shape is not None
    text = Members(model).unfold(operation.input_shape, "p-", "")
    assert text.count('id="p-t-AttributeValue"') == 1
    assert 'href="#p-t-AttributeValue"' in text


def test_a_folder_that_is_something_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="no site that was written here"):
        Site(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_a_site_that_was_written_in_part_is_replaced_and_nothing_of_it_stays(tmp_path: Path) -> None:
    Site(tmp_path / "site with spaces").write("reference/gone/page.html", "<p>")
    site = write_site(tmp_path / "site with spaces", ["sqs"])
    assert not (site.out / "reference" / "gone").exists()
    first = {path.relative_to(site.out): path.read_bytes() for path in site.out.rglob("*.*")}
    again = write_site(site.out, ["sqs"])
    assert {path.relative_to(site.out): path.read_bytes() for path in again.out.rglob("*.*")} == first


def test_what_cannot_be_written_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "site"), "--services", "no-such-service"]) == 1
    assert "no-such-service" in capsys.readouterr().err
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_prose_becomes_html_and_nothing_else() -> None:
    text = "Adds ``a<b>`` & more.\n\n* one\n\n  * `two <https://example.org/?a=1&b=2>`__\n\nNote: <script>"
    assert prose(text) == (
        "<p>Adds <code>a&lt;b&gt;</code> &amp; more.<ul><li>one<ul>"
        '<li><a href="https://example.org/?a=1&amp;b=2">two</a></ul></ul>'
        '<p class="note"><strong>Note:</strong> &lt;script&gt;'
    )
    assert "javascript" not in prose("`x <javascript:alert(1)>`__").partition("<a")[2]
    assert first_sentence("Note: old.\n\nReturns ``x`` of it. And more.") == "Returns x of it."
    assert first_sentence("Note: it ends.\n\nThis affects US East (N. Virginia). So.\n\nAdds it.") == "Adds it."
    assert first_sentence("Lists US East (N. Virginia). And more.") == "Lists US East (N. Virginia)."


def test_code_is_coloured_and_escaped() -> None:
    assert coloured("if a < 1: # <b>") == (
        "<span class=k>if</span> a &lt; <span class=n>1</span>: <span class=c># &lt;b&gt;</span>"
    )
    assert "<script>" not in markdown("<script>alert(1)</script>\n\n```python\n'<script>'\n```")
