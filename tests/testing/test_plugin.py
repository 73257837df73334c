"""The fixtures for pytest, in runs of their own."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

TESTS = {
    "stubbed": """
        import sotalia

        def test_it(stubbed):
            s3 = sotalia.client("s3", region_name="eu-central-1")
            stubbed(s3).add_response("get_object", {"Body": b"squeak"})
            assert s3.get_object(Bucket="dolphins", Key="k")["Body"].read() == b"squeak"
    """,
    "left": """
        import sotalia

        def test_it(stubbed):
            stubbed(sotalia.client("s3", region_name="eu-central-1")).add_response("list_buckets", {})
    """,
    "local": """
        import sotalia

        def test_first(sotalia_local):
            sotalia.client("s3").create_bucket(Bucket="dolphins")
            assert sotalia.client("s3").meta.endpoint_url == sotalia_local

        def test_second(sotalia_local):
            assert sotalia.client("s3").list_buckets()["Buckets"] == []
    """,
}


@pytest.mark.parametrize(
    ("name", "outcome"), [("stubbed", "1 passed"), ("left", "1 passed, 1 error"), ("local", "2 passed")]
)
def test_a_run_with_the_fixtures(tmp_path, name, outcome):
    (tmp_path / "test_it.py").write_text(textwrap.dedent(TESTS[name]))
    command = [sys.executable, "-m", "pytest", "-p", "sotalia.testing.plugin", "-p", "no:cacheprovider", "-q", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert outcome in run.stdout, run.stdout + run.stderr


def test_nothing_of_sotalia_is_loaded_before_a_test_asks(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n"
        "    loaded = [name for name in sys.modules if name.startswith('sotalia.') and '._' not in name]\n"
        "    assert sorted(loaded) == ['sotalia.testing', 'sotalia.testing.plugin']\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "sotalia.testing.plugin", "-p", "no:cacheprovider", "-q", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert "1 passed" in run.stdout, run.stdout + run.stderr
