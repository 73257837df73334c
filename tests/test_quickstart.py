"""The main job, as a user runs it: the quickstart against the embedded AWS, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("moto", reason="needs the extra `local`: pip install 'sotalia[local]'")

QUICKSTART = Path(__file__).parent.parent / "examples" / "quickstart.py"

PRINTED = """\
S3 buckets: sotalia-quickstart
  rivers/amazon.txt     26 bytes
  rivers/ganges.txt     34 bytes
  seas/guiana.txt       44 bytes
  amazon.txt says: Boto and tucuxi live here.
  rhine.txt: The specified key does not exist.
DynamoDB item: Sotalia fluviatilis, 1.5 m
SQS message: three of them, off Cayenne
EC2 instances running: 0
STS identity: account 123456789012, arn:aws:sts::123456789012:user/moto
S3 bucket sotalia-quickstart-objects by resource:
  rivers/amazon.txt     26 bytes
  rivers/ganges.txt     34 bytes
  seas/guiana.txt is text/plain and says: Sotalia guianensis stays close to the shore.
DynamoDB sightings of tucuxis in the first week:
  day 1: boto, tucuxi, 2.4 m
  day 2: tucuxi, 1.5 m
asyncio, S3 buckets: sotalia-quickstart-aio
  rivers/amazon.txt     26 bytes
  rivers/ganges.txt     34 bytes
  seas/guiana.txt       44 bytes
  guiana.txt says: Sotalia guianensis stays close to the shore.
  by resource: rivers/amazon.txt
  by resource: rivers/ganges.txt
asyncio, DynamoDB table sightings-aio: 12 boto and tucuxi
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    # Warnings are errors in the program too: it leaves no connection and no file open.
    local = [sys.executable, "-m", "sotalia", "local", "--", sys.executable, "-W", "error", *command]
    return subprocess.run(local, capture_output=True, text=True, timeout=120)


def test_the_quickstart_prints_what_it_did():
    done = run(str(QUICKSTART))
    assert (done.stdout, done.stderr, done.returncode) == (PRINTED, "", 0)


def test_the_quickstart_runs_on_boto3_as_far_as_boto3_goes(tmp_path):
    """The same program with the import lines changed: so the names, arguments and replies are boto3's."""
    pytest.importorskip("boto3")
    text = QUICKSTART.read_text()
    for ours, theirs in (
        ("import sotalia\nfrom sotalia import aio\n", "import boto3 as sotalia\n"),
        ("from sotalia.dynamodb.", "from boto3.dynamodb."),
        ("    asyncio.run(objects_awaited())\n    asyncio.run(table_awaited())\n", ""),
    ):
        assert ours in text
        text = text.replace(ours, theirs)
    program = tmp_path / "program.py"
    program.write_text(text)
    done = run(str(program))
    assert done.stdout == PRINTED[: PRINTED.index("asyncio")]
    assert done.returncode == 0
