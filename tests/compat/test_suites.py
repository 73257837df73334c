"""What runs other people's suites: reading pytest's result, refusing names that it does not know."""

from __future__ import annotations

import pytest

from tests.compat.suites.__main__ import counts_in, main
from tests.compat.suites.table import SUITES


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("376 passed, 1 skipped, 4 xfailed in 10.47s (0:23:27)", {"passed": 376, "skipped": 1, "xfailed": 4}),
        ("= 1 failed, 2 passed, 3 errors in 1.2s =", {"failed": 1, "passed": 2, "error": 3}),
        ("no tests ran in 0.1s", {}),
    ],
)
def test_the_last_line_of_pytest_is_read(line, counts):
    assert counts_in(line) == counts


def test_an_unknown_suite_is_refused(capsys):
    assert main(["no-such"]) == 2
    assert "There is no suite no-such: s3fs" in capsys.readouterr().err


def test_each_test_that_is_left_out_has_a_reason():
    assert all(reason for suite in SUITES.values() for reason in suite.without.values())
