"""110 command lines, and what the AWS CLI 2.36.7 did with them: the same requests, output, exit code and files.

`recordings/cases.json` has the lines, the replies that they got and what of a result varies; `recordings/v2.json` has
the AWS CLI's results.
"""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .lines import run_line

HERE = Path(__file__).parent / "recordings"
CASES = {case["id"]: case for case in json.loads((HERE / "cases.json").read_text())}
RESULTS = json.loads((HERE / "v2.json").read_text())

_NEWER = "the models are newer than those of that release, and have more members"
#: Case -> (points that differ, why).
DIFFERENCES: dict[str, tuple[str, str]] = {
    "skeleton-lambda-create-function": ("stdout", _NEWER),
    "skeleton-s3api-put-object": ("stdout", _NEWER),
    "skeleton-sts-assume-role": ("stdout", _NEWER),
    "c-logs-tail": ("stdout code stderr", "the AWS CLI fails with KeyError on an event without ingestionTime"),
    "e-500": ("stderr", "Sotalia's own error says more: that the reply is no XML, and what it said"),
}
VARIES = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\([\d.]+ \w+/s\)"), "(n/s)"),
    (re.compile(r"(upload|download|copy|move): (.*?) +$", re.MULTILINE), r"\1: \2"),
)


def steady(value):
    """Return a result without what differs from run to run."""
    if not isinstance(value, str):
        return json.loads(steady(json.dumps(value)))
    for pattern, instead in VARIES:
        value = pattern.sub(instead, value)
    return value


def body_of(request):
    """Return what a request's body says, however it is written."""
    text, kind = request["body"], request["headers"].get("content-type", "")
    if "urlencoded" in kind:
        return sorted(urllib.parse.parse_qsl(text, True))
    try:
        if "json" in kind or text[:1] in ("{", "["):
            return json.loads(text or "null")
        return ElementTree.canonicalize(text, strip_text=True) if text[:1] == "<" else text
    except (ValueError, ElementTree.ParseError):
        return text


def requests_of(result, case):
    rows = []
    for request in result["requests"]:
        headers = {name: value for name, value in request["headers"].items() if value != "aws-chunked"}
        if not request["body"]:
            headers.pop("content-type", None)
        parts = [request["method"], request["path"], request["query"], headers, body_of(request)]
        rows.append(json.dumps(parts, sort_keys=True))
    return sorted(rows) if case.get("unordered") else rows


def output_of(result, case):
    text = result["stdout"]
    if case.get("stdout") == "skeleton":  # any of an enum's values will do
        return re.sub(r'^(\s*(?:"[^"]*": )?)"[^"]*"', r'\1""', text, flags=re.MULTILINE)
    return sorted(re.split(r"[\r\n]+", text.strip())) if case.get("stdout") == "lines" else text


def points(result, case):
    """Return what of a result counts."""
    result = steady(result)
    shown = {
        "requests": requests_of(result, case),
        "stdout": output_of(result, case),
        **{name: result[name] for name in ("code", "stderr", "files")},
    }
    return {name: value for name, value in shown.items() if name not in case.get("skip", ())}


@pytest.mark.parametrize("name", CASES)
def test_does_what_the_aws_cli_did(tmp_path, name):
    case = CASES[name]
    ours, theirs = points(run_line(case, tmp_path), case), points(RESULTS[name], case)
    differing = {point for point, value in theirs.items() if ours[point] != value}
    allowed = set(DIFFERENCES.get(name, ("", ""))[0].split())
    assert {point: ours[point] for point in differing - allowed} == {
        point: theirs[point] for point in differing - allowed
    }
    assert allowed <= differing, "what is listed as a difference is none any more"


@pytest.mark.parametrize("point", ["requests", "stdout", "code", "stderr", "files"])
def test_of_110_lines_at_most_five_differ(point):
    assert len(CASES) == 110
    assert sum(point in points.split() for points, _ in DIFFERENCES.values()) <= 5
