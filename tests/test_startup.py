"""Start-up is cheap because little is loaded: which modules `import sotalia` and a first client bring in."""

import json
import subprocess
import sys

import pytest

from benchmarks import replies
from tests.servers.raw import reply

#: What costs tens of milliseconds each, and is needed only by a call, by help(), or by asyncio.
HEAVY = {
    "asyncio", "collections", "concurrent.futures", "contextvars", "dataclasses", "email", "http.client", "inspect",
    "jmespath", "json", "logging", "orjson", "pycurl", "cbor2", "re", "socket", "ssl", "typing", "urllib.request",
    "xml.etree.ElementTree", "botocore", "boto3",
}  # fmt: skip


def loaded(code: str) -> set[str]:
    """Return the modules that `code` loads, beyond those of an interpreter with nothing to do."""
    code = (
        f"import sys; before = set(sys.modules)\n{code}\n"
        "modules = sorted(set(sys.modules) - before); import json; print(json.dumps(modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_it_loads_no_asyncio_no_curl_and_no_model():
    modules = loaded("import sotalia")
    assert not modules & HEAVY
    assert not any(name.startswith(("sotalia.model", "sotalia.io", "sotalia.core")) for name in modules)
    assert len(modules) < 10


@pytest.mark.parametrize("service", ["s3", "dynamodb", "ec2"])
def test_making_a_client_loads_only_what_a_client_is(credentials, service):
    modules = loaded(f"import sotalia; sotalia.client('{service}')")
    assert not modules & HEAVY
    assert not any(name.startswith(("sotalia.wire.", "sotalia.io.transport.")) for name in modules)


FIRST_CALLS = {
    "dynamodb": ("get_item(TableName='t', Key={'k': {'S': 'x'}})", b'{"Item": {"k": {"S": "x"}}}'),
    "s3": ("put_object(Bucket='b', Key='k', Body=b'x')", b""),
    "sts": ("get_caller_identity()", replies.get_caller_identity().body),
}


@pytest.mark.parametrize("service", FIRST_CALLS)
def test_a_first_call_loads_nothing_that_only_others_need(monkeypatch, raw_server, service):
    call, body = FIRST_CALLS[service]
    raw_server.answer(reply(200, body))
    monkeypatch.setenv("AWS_ENDPOINT_URL", raw_server.url)
    modules = loaded(f"import sotalia; sotalia.client('{service}').{call}")
    assert not modules & {
        *("asyncio", "dataclasses", "decimal", "inspect", "ipaddress", "logging", "orjson", "typing", "urllib.parse"),
        *("enum", "importlib", "json", "re", "sotalia.model.docstore", "threading", "urllib.request"),
    }
