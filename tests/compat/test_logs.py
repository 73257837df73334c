"""Messages under the hook: those of Sotalia are below the logger `botocore`."""

from __future__ import annotations

import pytest

from tests.compat.programs import BOTH, value_of

PROGRAM = """
{imports}
shown = io.StringIO()
def length():
    boto3.client("s3").generate_presigned_url("list_buckets")
    return bool(shown.getvalue())
boto3.set_stream_logger("botocore")
logging.getLogger("botocore").handlers[-1].stream = shown
value = [length()]
logging.getLogger("botocore").handlers.clear()
shown = io.StringIO()
logging.basicConfig(level=logging.DEBUG, stream=shown)
logging.getLogger("botocore").setLevel(logging.WARNING)
value.append(length())
logging.getLogger("botocore").setLevel(logging.NOTSET)
value.append(length())
"""


@BOTH
@pytest.mark.parametrize("imports", ["import io, logging, boto3", "import io, boto3, logging"])
def test_what_programs_say_of_botocores_logger_holds_for_sotalias(mode, imports):
    program = PROGRAM.format(imports=imports)
    assert value_of(program, mode) == value_of(program, "") == [True, False, True]


def test_the_hook_does_not_load_logging():
    assert value_of("import sys, boto3; boto3.client('s3'); value = 'logging' in sys.modules", "alone") is False
