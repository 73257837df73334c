"""Everything that the environment can say is in the guide of options."""

from __future__ import annotations

import re
from pathlib import Path

import sotalia
from tools.docs.guides import guide_text

SOURCES = Path(sotalia.__file__).parent
#: What looks like a variable that a user sets, and is none.
NO_OPTIONS = {
    "AWS_EXECUTION_ENV": "Lambda and its kin say in it what they are",
    "AWS_LAMBDA_FUNCTION_NAME": "Lambda's, too",
    "AWS_REGION": "Lambda's, too; read for `defaults_mode`",
    "AWS_SSM_START_SESSION_RESPONSE": "set for the plug-in of Session Manager",
    "AWS_BEARER_TOKEN": "the beginning of others, which end in a service's name",
}


def test_every_variable_that_is_read_is_an_option_in_the_guide() -> None:
    read = set()
    for file in SOURCES.rglob("*.py"):
        read |= set(
            re.findall(r"\"((?:AWS|SOTALIA|BOTOCORE|BOTO)_[A-Z0-9_]*[A-Z0-9])\"", file.read_text(encoding="utf-8"))
        )
    assert len(read) > 50
    told = set(re.findall(r"\b(?:AWS|SOTALIA|BOTOCORE|BOTO)_[A-Z0-9_]+", guide_text("docs/guides/options.md")))
    assert read - told - set(NO_OPTIONS) == set()
    assert set(NO_OPTIONS) <= read
