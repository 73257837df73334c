"""The fixtures for pytest, in runs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

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


def run_pytest(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the tests in a folder with the plugin, whether or not this environment has it among its entry points."""
    command = [sys.executable, "-m", "pytest", "-p", "sotalia.testing.plugin", "-p", "no:cacheprovider", "-q", "."]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.parametrize(
    ("name", "outcome"), [("stubbed", "1 passed"), ("left", "1 passed, 1 error"), ("local", "2 passed")]
)
def test_a_run_with_the_fixtures(tmp_path, name, outcome):
    (tmp_path / "test_it.py").write_text(textwrap.dedent(TESTS[name]))
    run = run_pytest(tmp_path)
    assert outcome in run.stdout, run.stdout + run.stderr


def test_nothing_of_sotalia_is_loaded_before_a_test_asks(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n"
        "    loaded = [name for name in sys.modules if name.startswith('sotalia.') and '._' not in name]\n"
        "    assert sorted(loaded) == ['sotalia.testing', 'sotalia.testing.plugin']\n"
    )
    run = run_pytest(tmp_path)
    assert "1 passed" in run.stdout, run.stdout + run.stderr
