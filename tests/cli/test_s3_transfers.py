"""`s3 cp`, `mv`, `rm` and `sync`, as the AWS CLI has them."""

import os
import signal
import subprocess
import time

import pytest

from tests.servers.objects import ObjectServer

from .s3 import CHANGED, MIB, Shop, header, requests_of
from .test_terminal import Terminal


@pytest.fixture
def shop(tmp_path):
    with ObjectServer() as server:
        yield Shop(tmp_path, server)


# ------------------------------------------------------------ cp


def test_cp_of_a_file_names_it_by_its_source_or_its_target(shop):
    shop.write("d/a.txt")
    assert shop.run("cp", "d/a.txt", "s3://b").out == ["upload: d/a.txt to s3://b/a.txt"]
    assert shop.run("cp", "d/a.txt", "s3://b/x/").out == ["upload: d/a.txt to s3://b/x/a.txt"]
    assert shop.run("cp", "d/a.txt", "s3://b/y").out == ["upload: d/a.txt to s3://b/y"]
    assert shop.stored() == ["b/a.txt", "b/x/a.txt", "b/y"]
    assert header(shop.server, 0, "content-type") == "text/plain"
    assert header(shop.server, 0, "x-amz-checksum-crc64nvme")


def test_cp_of_an_object_looks_at_it_first_and_gives_the_file_its_time(shop):
    shop.put(p__k="content")
    assert shop.run("cp", "s3://b/p/k", "new/folder/name").out == ["download: s3://b/p/k to new/folder/name"]
    assert requests_of(shop.server) == [("HEAD", "b/p/k"), ("GET", "b/p/k")]
    assert (shop.home / "new/folder/name").read_bytes() == b"content"
    assert os.stat(shop.home / "new/folder/name").st_mtime == CHANGED
    assert shop.run("cp", "s3://b/p/k", ".").out == ["download: s3://b/p/k to ./k"]


def test_cp_between_buckets_copies_on_the_server(shop):
    shop.put(p__k="content", p__q__r="more", p__q__="")
    assert shop.run("cp", "s3://b/p/k", "s3://c/").out == ["copy: s3://b/p/k to s3://c/k"]
    assert shop.run("cp", "s3://b/p", "s3://c/all", "--recursive").out == [
        "copy: s3://b/p/k to s3://c/all/k",
        "copy: s3://b/p/q/r to s3://c/all/q/r",
    ]
    assert shop.server.objects["c/all/q/r"].body == b"more"
    assert "c/all/q/" not in shop.stored(), "what stands for a folder is not copied"


def test_each_of_many_small_files_keeps_its_media_type_and_its_bytes(shop):
    kinds = {".txt": "text/plain", ".html": "text/html", ".unknown-ending": None}
    for number in range(45):
        shop.write(f"d/{number:02}{list(kinds)[number % 3]}")
    done = shop.run("cp", "d", "s3://b", "--recursive", "--no-progress", "--metadata", "a=b")
    assert len(done.out) == 45
    assert len(shop.server.entries) == 45
    for entry in shop.server.entries:
        kind = kinds[f".{entry.path.partition('.')[2]}"]
        assert kind is None or entry.headers["content-type"] == kind
        assert entry.headers.get("content-type") not in set(kinds.values()) - {kind}
        assert entry.headers["x-amz-meta-a"] == "b"
    assert all(stored.body.decode() == f"d/{path[2:]}" for path, stored in shop.server.objects.items())
    assert len(shop.run("cp", "s3://b", "o", "--recursive", "--no-progress").out) == 45
    assert all((shop.home / f"o/{name[2:]}").read_bytes() == name.encode() for name in shop.files() if name[0] == "d")


def test_cp_of_large_objects_goes_in_parts(shop):
    shop.write("big", content=b"x" * (9 * MIB))
    shop.run("cp", "big", "s3://b/big")
    assert "PUT part 2" in shop.server.methods()
    assert shop.run("cp", "s3://b/big", "back").code == 0
    assert (shop.home / "back").stat().st_size == 9 * MIB
    assert shop.run("cp", "s3://b/big", "s3://b/copy", "--no-progress").out == ["copy: s3://b/big to s3://b/copy"]


def test_include_and_exclude_count_in_their_order(shop):
    shop.write("d/a.txt", "d/b.log", "d/e/f.txt", "d/e/g.log")
    both = ["cp", "d", "s3://b", "--recursive", "--dryrun"]
    assert shop.run(*both, "--exclude", "*", "--include", "*.txt").out == [
        "(dryrun) upload: d/a.txt to s3://b/a.txt",
        "(dryrun) upload: d/e/f.txt to s3://b/e/f.txt",
    ]
    assert shop.run(*both, "--include", "*.txt", "--exclude", "*").out == []
    assert shop.run(*both, "--exclude=e/*", "--exclude", str(shop.home / "d/b*")).out == [
        "(dryrun) upload: d/a.txt to s3://b/a.txt"
    ]
    assert shop.server.entries == []


def test_standard_input_and_output(shop):
    assert shop.run("cp", "-", "s3://b/in", stdin=b"from a pipe").raw == b""
    assert shop.server.objects["b/in"].body == b"from a pipe"
    done = shop.run("cp", "s3://b/in", "-")
    assert (done.raw, done.err) == (b"from a pipe", "")
    big = os.urandom(12 * MIB)
    assert shop.run("cp", "-", "s3://b/big", "--expected-size", str(len(big)), stdin=big).code == 0
    assert shop.server.objects["b/big"].body == big


def test_what_options_say_goes_to_the_requests(shop):
    shop.write("a.html")
    line = (
        "cp a.html s3://b/k --acl public-read --storage-class STANDARD_IA --cache-control max-age=5 "
        "--content-language de --content-disposition inline --content-encoding gzip --metadata a=b,c=d --sse aws:kms "
        "--sse-kms-key-id key --website-redirect /x --request-payer --expires 2030-01-01T00:00:00Z --grants read=id=1 full=uri=http://x"
    )
    assert shop.run(*line.split()).code == 0
    sent = shop.server.entries[0].headers
    assert {name: sent[name] for name in sent if name.startswith(("x-amz-meta-", "x-amz-grant-", "x-amz-server"))} == {
        "x-amz-meta-a": "b",
        "x-amz-meta-c": "d",
        "x-amz-grant-read": "id=1",
        "x-amz-grant-full-control": "uri=http://x",
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": "key",
    }
    assert sent["content-type"] == "text/html"
    assert sent["expires"] == "Tue, 01 Jan 2030 00:00:00 GMT"
    assert sent["x-amz-request-payer"] == "requester"
    shop.run("cp", "a.html", "s3://b/k", "--content-type", "x/y", "--checksum-algorithm", "CRC32")
    assert header(shop.server, 1, "content-type") == "x/y"
    assert header(shop.server, 1, "x-amz-checksum-crc32")
    shop.run("cp", "a.html", "s3://b/k", "--no-guess-mime-type")
    assert header(shop.server, 2, "content-type") != "text/html"


def test_keys_of_the_customer_are_text_or_bytes_of_a_file(shop):
    shop.write("a")
    shop.write("key", content=b"\x00" * 32)
    for key in ("x" * 32, "fileb://key"):
        assert shop.run("cp", "a", "s3://b/k", "--sse-c", "--sse-c-key", key).code == 0
    assert header(shop.server, 1, "x-amz-server-side-encryption-customer-key") == "A" * 43 + "="


def test_a_copy_keeps_what_the_line_does_not_say(shop):
    shop.server.put("b/k", b"1", content_type="text/x", x_amz_meta_a="b")
    shop.run("cp", "s3://b/k", "s3://c/one", "--cache-control", "no-cache")
    copied = shop.server.entries[-1].headers
    assert copied["x-amz-metadata-directive"] == "REPLACE"
    assert (copied["content-type"], copied["x-amz-meta-a"], copied["cache-control"]) == ("text/x", "b", "no-cache")
    shop.run("cp", "s3://b/", "s3://c/all", "--recursive", "--cache-control", "no-cache")
    assert requests_of(shop.server)[-2:] == [("HEAD", "b/k"), ("PUT", "c/all/k")]
    assert shop.server.entries[-1].headers["x-amz-meta-a"] == "b"
    shop.run("cp", "s3://b/k", "s3://c/two", "--copy-props", "none")
    assert header(shop.server, -1, "x-amz-tagging-directive") == "REPLACE"


def test_what_is_there_is_left_alone_where_the_line_wants_it(shop):
    shop.write("a", "o/k")
    shop.put(k="of s3")
    shop.server.interfere = lambda entry, peer: (
        "if-none-match" in entry.headers
        and peer.reply(b"<Error><Code>PreconditionFailed</Code></Error>", status="412 Precondition Failed") is None
    )
    done = shop.run("cp", "a", "s3://b/k", "--no-overwrite", "--no-progress")
    assert (done.code, done.out, done.err) == (0, [], "")
    assert header(shop.server, 0, "if-none-match") == "*"
    assert shop.run("cp", "s3://b/k", "o", "--no-overwrite").code == 0
    assert (shop.home / "o/k").read_bytes() == b"o/k"
    assert shop.run("mv", "a", "s3://b/k", "--no-overwrite").code == 0
    assert "a" in shop.files(), "what was not moved is not removed"


# ------------------------------------------------------------ mv and rm


def test_mv_removes_the_source_once_it_is_at_its_target(shop):
    shop.write("a", "d/x", "d/e/y")
    assert shop.run("mv", "a", "s3://b/").out == ["move: ./a to s3://b/a"]
    assert shop.run("mv", "d", "s3://b/d", "--recursive", "--exclude", "e/*").out == ["move: d/x to s3://b/d/x"]
    assert shop.files() == ["d/e/y"]
    assert shop.run("mv", "s3://b/a", "s3://b/z").out == ["move: s3://b/a to s3://b/z"]
    assert shop.run("mv", "s3://b/z", "z").out == ["move: s3://b/z to ./z"]
    assert shop.stored() == ["b/d/x"]


def test_mv_keeps_the_source_of_what_failed(shop):
    shop.write("a")
    shop.put(k="1")
    shop.server.interfere = lambda entry, peer: (
        entry.method in ("PUT", "GET")
        and peer.reply(b"<Error><Code>AccessDenied</Code></Error>", status="403 Forbidden") is None
    )
    done = shop.run("mv", "a", "s3://b/a")
    assert done.code == 1
    assert done.err.startswith("move failed: ./a to s3://b/a An error occurred (AccessDenied)")
    assert shop.run("mv", "s3://b/k", "k").code == 1
    assert shop.run("mv", "s3://b/k", "s3://c/k").code == 1
    assert shop.files() == ["a"]
    assert shop.stored() == ["b/k"]
    assert "DELETE" not in shop.server.methods()


def test_mv_keeps_a_file_that_changed_while_it_was_uploaded(shop):
    shop.write("a")

    def change(entry, peer):
        shop.write("a", time=CHANGED + 5)

    shop.server.interfere = change
    done = shop.run("mv", "a", "s3://b/a")
    assert done.code == 1
    assert "it has changed meanwhile" in done.err
    assert shop.files() == ["a"]


def test_mv_keeps_an_object_that_came_damaged(shop):
    shop.server.put("b/k", b"content", x_amz_checksum_crc32="AAAAAA==")
    done = shop.run("mv", "s3://b/k", "k")
    assert done.code == 1
    assert shop.files() == []
    assert shop.stored() == ["b/k"]


def test_rm(shop):
    shop.put(k="1", p__a="2", p__q__="", other="3")
    assert shop.run("rm", "s3://b/k").out == ["delete: s3://b/k"]
    assert requests_of(shop.server) == [("DELETE", "b/k")]
    assert shop.run("rm", "s3://b/p", "--recursive", "--dryrun").out == [
        "(dryrun) delete: s3://b/p/a",
        "(dryrun) delete: s3://b/p/q/",
    ]
    assert shop.run("rm", "s3://b/p", "--recursive").out == ["delete: s3://b/p/a", "delete: s3://b/p/q/"]
    assert shop.stored() == ["b/other"]


def test_rm_of_a_bucket_without_recursive_deletes_nothing(shop):
    shop.put(k="1", p__="")
    assert shop.run("rm", "s3://b").code == 0
    assert shop.stored() == ["b/k", "b/p/"]


def test_rm_of_many_deletes_them_with_few_requests(shop):
    for number in range(50):
        shop.put(**{f"p__{number:02}": "x"})
    done = shop.run("rm", "s3://b", "--recursive", "--no-paginate")
    assert len(done.out) == 50
    assert requests_of(shop.server)[1:] == [("POST", "b")]
    assert shop.stored() == []


def test_rb_deletes_the_objects_first_where_it_is_forced(shop):
    shop.put(k="1")
    assert shop.run("rb", "s3://b", "--force").out == ["delete: s3://b/k", "remove_bucket: b"]


# ------------------------------------------------------------ sync


def test_sync_to_s3_transfers_what_is_new_or_newer_or_larger(shop):
    shop.put(p__same="aa", p__size="aaa", p__newer="bb", p__gone="x")
    shop.write("d/same", "d/size", "d/new", content=b"aa")
    shop.write("d/newer", content=b"bb", time=CHANGED + 10)
    assert shop.run("sync", "d", "s3://b/p", "--no-progress").out == [
        "upload: d/new to s3://b/p/new",
        "upload: d/newer to s3://b/p/newer",
        "upload: d/size to s3://b/p/size",
    ]
    assert shop.run("sync", "d", "s3://b/p", "--delete", "--dryrun", "--size-only").out == [
        "(dryrun) delete: s3://b/p/gone"
    ]
    assert shop.run("sync", "d", "s3://b/p", "--delete", "--size-only", "--exclude", "g*").out == []
    assert shop.run("sync", "d", "s3://b/p", "--delete", "--size-only").out == ["delete: s3://b/p/gone"]


def test_sync_from_s3_takes_a_newer_file_for_a_changed_one(shop):
    shop.put(p__k="aa", p__older="aa", p__same="aa", p__deep__in="x")
    shop.write("o/k", content=b"bb", time=CHANGED + 10)
    shop.write("o/older", content=b"bb", time=CHANGED - 10)
    shop.write("o/same", "o/gone", content=b"aa")
    assert shop.run("sync", "s3://b/p", "o", "--exact-timestamps", "--dryrun").out == [
        "(dryrun) download: s3://b/p/deep/in to o/deep/in",
        "(dryrun) download: s3://b/p/k to o/k",
        "(dryrun) download: s3://b/p/older to o/older",
    ]
    assert shop.run("sync", "s3://b/p", "o", "--delete", "--no-progress").out == [
        "delete: o/gone",
        "download: s3://b/p/deep/in to o/deep/in",
        "download: s3://b/p/k to o/k",
    ]
    assert shop.files() == ["o/deep/in", "o/k", "o/older", "o/same"]
    assert shop.run("sync", "s3://b/p", "o", "--no-overwrite", "--exact-timestamps").out == []


def test_sync_by_checksum_looks_at_bytes(shop):
    shop.put(p__same="aa", p__other="bb")
    shop.write("d/same", "d/other", content=b"aa", time=CHANGED + 10)
    assert shop.run("sync", "d", "s3://b/p", "--checksum", "--no-progress").out == ["upload: d/other to s3://b/p/other"]


def test_sync_deletes_nothing_below_what_it_cannot_look_at(shop):
    shop.put(p__a="1", p__b="2")
    shop.write("file")
    done = shop.run("sync", "file", "s3://b/p", "--delete")
    assert done.code == 2
    assert done.err == f"warning: Skipping file {shop.home}/file/. File does not exist.\n"
    assert shop.stored() == ["b/p/a", "b/p/b"]


def test_sync_between_prefixes(shop):
    shop.put(p__a="1", p__b="2", q__a="1", q__c="3")
    done = shop.run("sync", "s3://b/p", "s3://b/q", "--delete", "--no-progress")
    assert done.out == ["copy: s3://b/p/b to s3://b/q/b", "delete: s3://b/q/c"]


def test_mv_keeps_an_object_whose_file_another_one_has_been_moved_to(shop):
    shop.server.put("b/a//x", b"first")
    shop.server.put("b/a/x", b"second")
    done = shop.run("mv", "s3://b", "o", "--recursive")
    assert done.code == 1
    assert "Another object has been moved to the same file" in done.err
    assert shop.stored() == ["b/a/x"]
    assert (shop.home / "o/a/x").read_bytes() == b"first"


def test_sync_does_not_delete_the_file_of_an_object_with_an_empty_part_in_its_key(shop):
    shop.put(a__y="1")
    shop.server.put("b/a//x", b"content")
    shop.write("o/old")
    assert shop.run("sync", "s3://b", "o").code == 0
    done = shop.run("sync", "s3://b", "o", "--delete", "--no-progress")
    assert done.out == ["delete: o/old", "download: s3://b/a//x to o/a/x"]
    assert shop.files() == ["o/a/x", "o/a/y"]


# ------------------------------------------------------------ warnings and failures


def test_files_that_cannot_be_read_are_left_out_with_a_warning(shop):
    shop.write("d/a")
    os.mkfifo(shop.home / "d/pipe")
    (shop.home / "d/broken").symlink_to("nowhere")
    (shop.home / "d/link").symlink_to("a")
    done = shop.run("cp", "d", "s3://b", "--recursive", "--no-progress")
    assert done.code == 2
    assert done.out == ["upload: d/a to s3://b/a", "upload: d/link to s3://b/link"]
    assert sorted(done.err.splitlines()) == [
        f"warning: Skipping file {shop.home}/d/broken. File does not exist.",
        f"warning: Skipping file {shop.home}/d/pipe. File is character special device, block special device, FIFO, or "
        "socket.",
    ]
    done = shop.run("sync", "d", "s3://c", "--no-follow-symlinks", "--exclude", "pipe", "--quiet")
    assert shop.stored() == ["b/a", "b/link", "c/a"]


def test_archived_objects_are_left_out_with_a_warning(shop):
    shop.server.put("b/k", b"1", x_amz_storage_class="GLACIER")
    done = shop.run("cp", "s3://b/k", "k")
    assert done.code == 2
    assert done.err.startswith(
        "warning: Skipping file s3://b/k. Object is of storage class GLACIER. Unable to perform "
    )
    done = shop.run("cp", "s3://b/k", "k", "--ignore-glacier-warnings")
    assert (done.code, done.err, shop.files()) == (0, "", [])
    assert shop.run("cp", "s3://b/k", "k", "--force-glacier-transfer").code == 0


def test_no_key_leads_out_of_the_target(shop):
    for key in ("p/../../out", "p//etc/x", "p/./dot", "p/a/../b"):
        shop.server.put(f"b/{key}", b"1")
    shop.write("o/folder/x")
    (shop.home / "o/link").symlink_to(shop.directory)
    shop.server.put("b/p/link/stolen", b"1")
    done = shop.run("cp", "s3://b/p", "o", "--recursive", "--no-progress")
    assert done.code == 1
    assert "warning: Skipping file ../../out. File references a parent directory." in done.err
    assert "download failed: s3://b/p/link/stolen" in done.err
    assert shop.files() == ["o/dot", "o/etc/x", "o/folder/x"]
    assert not (shop.directory / "stolen").exists()


def test_what_is_not_there_is_a_fatal_error(shop):
    done = shop.run("cp", "s3://b/none", ".")
    assert done.code == 1
    assert done.err == (
        "fatal error: An error occurred (404) when calling the HeadObject operation (reached max retries: 0): "
        'Key "none" does not exist\n'
    )
    shop.server.interfere = lambda entry, peer: (
        peer.reply(b"<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>", status="404 Not Found") is None
    )
    done = shop.run("cp", "s3://b/", ".", "--recursive")
    assert done.code == 1
    assert done.err.startswith("fatal error: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation")


def test_without_credentials_it_says_so(shop):
    shop.write("a")
    none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    done = shop.run("cp", "a", "s3://b", "--no-progress", **none)
    assert done.code == 1
    assert done.err.startswith("upload failed: ./a to s3://b/a Unable to locate credentials")
    assert shop.run("ls", "s3://b", **none).code == 253


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("cp a b", 252, "(ParamValidation): usage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> "),
        ("rm a", 252, "usage: aws s3 rm <S3Uri>\nError: Invalid argument type"),
        ("cp none s3://b", 255, "The user-provided path none does not exist."),
        ("cp a", 252, "the following arguments are required: paths"),
        ("cp a s3://b more", 252, "Unknown options: more"),
        ("cp - s3://b/ --recursive", 252, "Streaming currently is only compatible with non-recursive cp commands"),
        ("mv s3://b/k s3://b/k", 252, "Cannot mv a file onto itself: s3://b/k - s3://b/k"),
        ("mv s3://b/k s3://b", 252, "Cannot mv a file onto itself: s3://b/k - s3://b/"),
        ("cp a s3://b --sse-c", 252, "It --sse-c is specified, --sse-c-key must be specified as well."),
        ("cp a s3://b --sse-c-key k", 252, "It --sse-c-key is specified, --sse-c must be specified as well."),
        ("cp a s3://b --acl nobody", 252, "argument --acl: Found invalid choice 'nobody'"),
        ("cp a s3://b --grants x", 1, "fatal error: grants should be of the form permission=principal"),
        ("cp a s3://b --grants x=y", 1, "fatal error: permission must be one of: read|readacl|writeacl|full"),
        ("cp a s3://b --metadata x", 252, "Error parsing parameter '--metadata': Expected: '=', received: 'EOF'"),
        ("cp a s3://b --checksum-mode ENABLED", 252, "Instead, received <LocalPath> <S3Uri>."),
        ("cp a s3://b --page-size x", 252, "argument --page-size: invalid int value: 'x'"),
        ("sync a s3://b--use1-az4--x-s3", 252, "Cannot use sync command with a directory bucket."),
        ("rm s3://arn:aws:s3-object-lambda:us-east-1:1:accesspoint/n/k", 252, "do not support S3 Object Lambda"),
        ("rb s3://b/k", 252, "Please specify a valid bucket name only. E.g. s3://b"),
    ],
)
def test_lines_that_make_no_sense_send_nothing(shop, line, code, text):
    shop.write("a")
    done = shop.run(*line.split())
    assert done.code == code
    assert text in done.err
    assert shop.server.entries == []


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("max_concurrent_requests = none", "Value for max_concurrent_requests must be a positive integer: none"),
        ("multipart_chunksize = 8XB", "Invalid size value: 8XB"),
        ("max_bandwidth = 5MB", "Invalid rate: 5MB."),
        ("max_queue_size = 0", "Value for max_queue_size must be a positive integer: 0"),
    ],
)
def test_settings_that_make_no_sense_are_named(shop, setting, text):
    shop.write("a")
    (shop.home / ".aws").mkdir()
    (shop.home / ".aws/config").write_text(f"[default]\ns3 =\n  {setting}\n")
    done = shop.run("cp", "a", "s3://b")
    assert done.code == 255
    assert text in done.err


def test_settings_say_how_objects_are_split_up(shop):
    shop.write("big", content=b"x" * (7 * MIB))
    (shop.home / ".aws").mkdir()
    (shop.home / ".aws/config").write_text(
        "[default]\ns3 =\n  multipart_threshold = 6MB\n  multipart_chunksize = 5MiB\n  max_concurrent_requests = 1\n"
    )
    assert shop.run("cp", "big", "s3://b").code == 0
    assert [method for method in shop.server.methods() if "part" in method] == ["PUT part 1", "PUT part 2"]


# ------------------------------------------------------------ what ends it early


def test_a_reader_that_goes_away_ends_it_quietly(shop):
    shop.put(big=b"x" * (4 * MIB))
    command = subprocess.Popen(
        shop.command("cp", "s3://b/big", "-"),
        cwd=shop.home, env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    assert command.stdout.read(10) == b"x" * 10
    command.stdout.close()
    assert command.wait(60) == 0
    assert command.stderr.read() == b""
    command.stderr.close()


def test_transfers_go_on_when_nobody_reads_what_they_print(shop):
    shop.write(*[f"d/{number:04}" for number in range(300)])
    line = " ".join(shop.command("cp", "d", "s3://b", "--recursive"))
    done = subprocess.run(
        ["/bin/sh", "-c", f"{line} | head -1"], cwd=shop.home, env=shop.environment(), capture_output=True, timeout=120
    )
    assert done.stderr == b""
    assert len(shop.stored()) == 300


def test_ctrl_c_leaves_nothing_behind(shop):
    shop.put(big=b"x" * MIB)

    def hang(entry, peer):
        if entry.method == "GET":
            peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1048576\r\n\r\n" + b"x" * 1000)
            started.append(True)
            time.sleep(30)
        return entry.method == "GET"

    started: list[bool] = []
    shop.server.interfere = hang
    command = subprocess.Popen(
        shop.command("cp", "s3://b/big", "k", "--no-progress"),
        cwd=shop.home, env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (started and shop.files()) and time.monotonic() < deadline:
        time.sleep(0.05)
    command.send_signal(signal.SIGINT)
    _, errors = command.communicate(timeout=60)
    assert command.returncode == 130
    assert errors == b"cancelled: ctrl-c received\n"
    assert shop.files() == []


# ------------------------------------------------------------ on a terminal, and with a strict server


def test_progress_is_written_over_itself_on_a_terminal(shop):
    shop.write("a", content=b"x" * 300_000)
    words = ["s3", "cp", str(shop.home / "a"), "s3://b/k"]
    text, code = Terminal(shop.directory, words, {"AWS_ENDPOINT_URL": shop.server.url, "TERM": "xterm"}).end()
    assert code == 0
    *progress, last = text.rstrip().split("\r")
    assert progress[-1].startswith("Completed 293.0 KiB/293.0 KiB (")
    assert progress[-1].endswith("/s) with 1 file(s) remaining")
    assert last.startswith("upload: ")


def test_progress_is_left_out_or_put_on_lines_where_that_is_wanted(shop):
    shop.write("a", content=b"x" * 300_000)
    assert b"Completed" not in shop.run("cp", "a", "s3://b/k", "--no-progress").raw
    assert shop.run("cp", "a", "s3://b/k", "--only-show-errors").raw == b""
    lines = shop.run("cp", "a", "s3://b/k", "--progress-multiline").raw.decode().splitlines()
    assert lines[0].startswith("Completed ")
    assert lines[-1] == "upload: ./a to s3://b/k"


def test_a_strict_server_takes_all_of_it(tmp_path, seaweed):
    with ObjectServer() as server:
        shop = Shop(tmp_path, server)
    arguments = seaweed.client_arguments
    place = {
        "AWS_ENDPOINT_URL": arguments["endpoint_url"],
        "AWS_ACCESS_KEY_ID": arguments["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": arguments["aws_secret_access_key"],
    }
    shop.write("d/a b.txt", "d/ü/ß.html", "d/c+d")
    shop.write("d/big", content=os.urandom(9 * MIB))
    bucket = "s3://cli-transfers"
    assert shop.run("mb", bucket, **place).code == 0
    done = shop.run("sync", "d", bucket, "--no-progress", **place)
    assert (done.code, len(done.out)) == (0, 4), done
    assert shop.run("sync", "d", bucket, "--size-only", **place).out == []
    assert shop.run("cp", f"{bucket}/big", f"{bucket}/copy/big", **place).code == 0
    assert shop.run("mv", bucket, "o", "--recursive", "--exclude", "copy/*", **place).code == 0
    for name in ("a b.txt", "ü/ß.html", "c+d", "big"):
        assert (shop.home / "o" / name).read_bytes() == (shop.home / "d" / name).read_bytes()
    assert shop.run("rb", bucket, "--force", **place).out == [
        f"delete: {bucket}/copy/big",
        "remove_bucket: cli-transfers",
    ]
