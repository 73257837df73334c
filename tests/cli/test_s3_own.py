"""What `sotalia s3` has beyond the AWS CLI: globs, resumed transfers, JSON, and commands to look around."""

import json
import os
import signal
import subprocess
import time

import pytest

from tests.servers.objects import ObjectServer

from .s3 import MIB, Shop, requests_of


@pytest.fixture
def shop(tmp_path):
    with ObjectServer() as server:
        yield Shop(tmp_path, server, name="sotalia")


@pytest.fixture
def logs(shop):
    shop.put(logs__a_gz="1", logs__b_gz="22", logs__c="3", logs__old__d_gz="4", other="5")
    return shop


def test_globs_choose_objects(logs):
    assert logs.run("cp", "s3://b/logs/*_gz", "o", "--dryrun").out == [
        "(dryrun) download: s3://b/logs/a_gz to o/a_gz",
        "(dryrun) download: s3://b/logs/b_gz to o/b_gz",
    ]
    assert logs.server.entries[-1].query["prefix"] == "logs/"
    assert logs.run("cp", "s3://b/logs/**_gz", "s3://c/x", "--dryrun", "--exclude", "[ab]*").out == [
        "(dryrun) copy: s3://b/logs/old/d_gz to s3://c/x/old/d_gz"
    ]
    assert logs.run("cp", "s3://b/lo[gx]?", "o", "--dryrun", "--recursive").out[0] == (
        "(dryrun) download: s3://b/logs/a_gz to o/logs/a_gz"
    )
    assert logs.run("rm", "s3://b/logs/[!a]*").out == ["delete: s3://b/logs/b_gz", "delete: s3://b/logs/c"]


def test_globs_choose_files(shop):
    shop.write("d/a.txt", "d/b.log", "d/e/c.txt")
    assert shop.run("cp", "d/*.txt", "s3://b/p", "--no-progress").out == ["upload: d/a.txt to s3://b/p/a.txt"]
    assert shop.run("mv", "**.txt", "s3://b", "--no-progress").out == [
        "move: d/a.txt to s3://b/d/a.txt",
        "move: d/e/c.txt to s3://b/d/e/c.txt",
    ]
    assert shop.files() == ["d/b.log"]


@pytest.mark.parametrize("target", ["s3://b/logs/", "s3://b/logs"])
def test_what_a_glob_matches_is_not_moved_onto_itself_where_it_would_be_deleted(logs, target):
    before = logs.stored()
    done = logs.run("mv", "s3://b/logs/*/d_gz", target, "--storage-class", "STANDARD_IA")
    assert (done.code, logs.stored()) == (1, before)
    assert f"Cannot mv a file onto itself: s3://b/logs/*/d_gz - {target}" in done.err
    assert {entry.method for entry in logs.server.entries} <= {"HEAD"}


def test_an_object_of_that_name_goes_before_the_glob(logs):
    logs.server.put("b/logs/*", b"star", last_modified="Wed, 01 Jan 2020 00:00:00 GMT")
    assert logs.run("rm", "s3://b/logs/*").out == ["delete: s3://b/logs/*"]
    assert requests_of(logs.server) == [("HEAD", "b/logs/*"), ("DELETE", "b/logs/*")]


def test_a_glob_that_matches_nothing_is_an_error(logs):
    done = logs.run("cp", "s3://b/none*", "o")
    assert (done.code, done.err) == (1, "fatal error: Nothing matches s3://b/none*\n")
    assert logs.run("cp", "none*", "s3://b").code == 1


def test_under_the_name_of_the_aws_cli_a_key_is_a_key(tmp_path):
    with ObjectServer() as server:
        shop = Shop(tmp_path, server)
        shop.put(a="1")
        assert shop.run("rm", "s3://b/*").out == ["delete: s3://b/*"]
        assert shop.stored() == ["b/a"]
        assert 'Key "*" does not exist' in shop.run("cp", "s3://b/*", ".").err


def test_json_tells_programs_what_happens(shop):
    shop.write("d/a")
    done = shop.run("cp", "d", "s3://b", "--recursive", "--json")
    events = [json.loads(line) for line in done.raw.splitlines()]
    assert {"event": "done", "type": "upload", "source": "d/a", "target": "s3://b/a", "bytes": 3} in events
    assert events[-1]["event"] == "end"
    assert (events[-1]["files"], events[-1]["failed"], events[-1]["total_bytes"]) == (1, 0, 3)
    done = shop.run("cp", "s3://b/none", ".", "--json")
    events = [json.loads(line) for line in done.raw.splitlines()]
    assert (done.code, done.err, events[0]["event"]) == (1, "", "error")


def test_cat_prints_objects_one_after_the_other(logs):
    assert logs.run("cat", "s3://b/logs/b_gz", "s3://b/other").raw == b"225"
    assert logs.run("cat", "s3://b/logs/*_gz").raw == b"122"
    done = logs.run("cat", "s3://b/none", "s3://b/other")
    assert (done.code, done.raw) == (1, b"5")
    assert done.err.startswith("download failed: s3://b/none to - An error occurred")


def test_du_sums_up_folders(logs):
    assert logs.run("du", "s3://b", "--depth", "2").out == [
        "         1         1  s3://b/logs/old/",
        "         5         4  s3://b/logs/",
        "         6         5  s3://b/",
    ]
    assert logs.run("du", "s3://b/logs/", "--depth", "0", "--human-readable").out == [
        "   5 Bytes         4  s3://b/logs/"
    ]
    assert logs.run("du", "s3://b/none").code == 1


def test_tree_shows_folders(logs):
    assert logs.run("tree", "s3://b").raw.decode() == (
        "s3://b/\n├── logs/\n│   ├── a_gz\n│   ├── b_gz\n│   ├── c\n│   └── old/\n│       └── d_gz\n└── other\n"
        "\n2 folders, 5 objects\n"
    )
    assert "└── other  1 Byte\n" in logs.run("tree", "s3://b", "--depth", "1", "--human-readable").raw.decode()


def test_a_download_that_was_ended_goes_on(shop):
    body = os.urandom(20 * MIB)
    shop.put(big=body)
    came = []

    def stop(entry, peer):
        """Let the first ranges through, and nothing more."""
        if entry.method == "GET":
            came.append(entry)
            if len(came) > 1:
                time.sleep(30)
                return True
        return False

    shop.server.interfere = stop
    line = ["cp", "s3://b/big", "k", "--resume"]
    command = subprocess.Popen(
        shop.command(*line), cwd=shop.home, env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while len(came) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=60)
    shop.server.interfere = lambda entry, peer: None
    shop.server.entries.clear()
    assert shop.run(*line).code == 0
    assert (shop.home / "k").read_bytes() == body
    assert shop.files() == ["k"]


def test_help_names_the_options(shop):
    text = shop.run("cp", "help").raw.decode()
    assert "--recursive" in text
    assert "--storage-class <value>" in text
    assert "cat" in shop.run("help").raw.decode()
