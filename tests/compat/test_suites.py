"""What runs other people's suites: reading what came of tests, comparing two sides, refusing names it does not know.

One test runs pytest on a small suite, with the plugin that writes outcomes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compat.suites import outcomes
from tests.compat.suites.__main__ import main
from tests.compat.suites.report import Comparison, Reason, listed
from tests.compat.suites.runs import Result, read
from tests.compat.suites.table import BOTO, SUITES

SUITE = """
import pytest, unittest

def test_passes(): pass
def test_fails(): assert 1 == 2, "one is not two"
@pytest.mark.skip
def test_is_skipped(): pass
@pytest.mark.xfail
def test_is_expected_to_fail(): raise ValueError
@pytest.fixture
def broken(): raise OSError("no such thing")
def test_errs(broken): pass
class TestOld(unittest.TestCase):
    def test_with_subtests(self):
        with self.subTest(n=1): pass
"""


def test_what_comes_of_each_test_is_written(tmp_path):
    (tmp_path / "test_it.py").write_text(SUITE)
    (tmp_path / "test_broken.py").write_text("import no_such_module_at_all")
    written = tmp_path / "outcomes.jsonl"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "outcomes",
            "-q",
            "-c",
            os.devnull,
            "--rootdir",
            ".",
            "--continue-on-collection-errors",
            ".",
        ],
        cwd=tmp_path,
        env={**os.environ, "SUITES_OUTCOMES": str(written), "PYTHONPATH": str(Path(outcomes.__file__).parent)},
        capture_output=True,
        check=False,
    )
    result = read(written.read_text())
    assert result.finished
    told = {node.partition("::")[2] or node: outcome for node, (outcome, _) in result.outcomes.items()}
    assert told == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_is_skipped": "skipped",
        "test_is_expected_to_fail": "xfailed",
        "test_errs": "error",
        "TestOld::test_with_subtests": "passed",
        "test_broken.py": "error",
    }
    assert "one is not two" in result.outcomes["test_it.py::test_fails"][1]
    assert "no such thing" in result.outcomes["test_it.py::test_errs"][1]


def _result(**outcomes: str) -> Result:
    return Result({node: (outcome, "") for node, outcome in outcomes.items()}, finished=True)


def test_only_tests_that_pass_on_boto3_alone_need_a_reason():
    boto3 = _result(both="passed", neither="failed", fails="passed", errs="passed", absent="passed", better="failed")
    sotalia = _result(both="passed", neither="failed", fails="failed", errs="error", better="passed")
    found = Comparison("x", boto3, sotalia, "Sotalia", [Reason(("err*",), "because")])
    assert found.worse == ["absent", "errs", "fails"]
    assert found.unexplained == ["absent", "fails"]


def test_brackets_of_parameters_are_taken_as_they_are():
    reason = Reason(("test_it.py::test_x[a-*]",), "because")
    assert reason.covers("test_it.py::test_x[a-b]", "Sotalia")
    assert not reason.covers("test_it.py::test_xa", "Sotalia")


def test_a_reason_may_be_for_one_mode_only():
    reason = Reason(("*",), "because", alone=True)
    assert reason.covers("test", "alone")
    assert not reason.covers("test", "Sotalia")


def test_reasons_that_nothing_needs_are_told():
    found = Comparison("x", _result(a="passed"), _result(a="passed"), "Sotalia", [Reason(("a",), "because")])
    assert found.without_need == ["a"]


def test_a_run_that_was_cut_off_is_known_by_its_missing_end():
    assert not read('["test", "passed", ""]\n').finished


def test_an_unknown_suite_is_refused(capsys):
    assert main(["no-such"]) == 2
    assert "There is no suite no-such: " in capsys.readouterr().err


def test_each_listed_test_belongs_to_a_suite_and_has_a_reason():
    reasons = listed()
    assert reasons.keys() <= SUITES.keys()
    assert all(len(reason.why) > 20 and reason.tests for rows in reasons.values() for reason in rows)


def test_each_test_that_is_left_out_has_a_reason():
    assert all(reason for suite in SUITES.values() for reason in suite.without.values())


@pytest.mark.parametrize("name", SUITES)
def test_suites_of_one_archive_share_one_environment(name):
    suite = SUITES[name]
    assert all(
        other.source == suite.source for other in SUITES.values() if other.source.archive == suite.source.archive
    )
    assert suite.tests


def test_environments_have_the_boto3_that_sotalia_does_as():
    from sotalia.compat.finder import VERSIONS

    assert set(BOTO) == {f"{name}=={VERSIONS[name]}" for name in ("boto3", "botocore", "s3transfer")}
