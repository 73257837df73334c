"""Make some calls with a library that instruments boto3, and print its spans: `instrumented.py boto3|sotalia LIBRARY`.

What differs between two runs (addresses, ids, times, places in source files) is left out.
"""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

_DIFFERENT = ("port", "address", "id", "url", "endpoint", "duration", "runtime", "code.", "net.peer", "server.")
#: What newrelic learns from http.client, which Sotalia does not use.
_OF_HTTP_CLIENT = "http.statusCode"
_TRACES = ("x-amzn-trace-id", "traceparent", "sentry-trace", "x-datadog-trace-id")
#: Libraries that write their trace headers below what boto3 lets others replace, and why these are not sent.
BELOW = frozenset(("elasticapm", "newrelic"))
WITHOUT_HEADERS = "it writes them into urllib3 or http.client, and Sotalia's connections are libcurl's"
received: list[dict[str, str]] = []
Spans = list[Any]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        received.append({name.lower(): value for name, value in self.headers.items()})
        bad = b"nope" in body
        text = b'{"__type":"ResourceNotFoundException","message":"m"}' if bad else b'{"TableNames":["t"]}'
        self.send_response(400 if bad else 200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET = answer

    def log_message(self, *_: Any) -> None:
        pass


def calls(url: str) -> None:
    boto3: Any = import_module("boto3")
    dynamodb = boto3.client("dynamodb", endpoint_url=url)
    dynamodb.list_tables()
    try:
        dynamodb.describe_table(TableName="nope")
    except dynamodb.exceptions.ResourceNotFoundException:
        pass
    boto3.client("s3", endpoint_url=url).get_object(Bucket="bucket", Key="k")["Body"].read()


def kept(attributes: Any) -> dict[str, Any]:
    found = {str(name): value for name, value in dict(attributes or {}).items()}
    return {name: found[name] for name in sorted(found) if not any(word in name.lower() for word in _DIFFERENT)}


def opentelemetry(run: Callable[[], None]) -> Spans:
    memory = import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    provider = import_module("opentelemetry.sdk.trace").TracerProvider()
    provider.add_span_processor(import_module("opentelemetry.sdk.trace.export").SimpleSpanProcessor(memory))
    import_module("opentelemetry.trace").set_tracer_provider(provider)
    import_module("opentelemetry.instrumentation.botocore").BotocoreInstrumentor().instrument(tracer_provider=provider)
    run()
    spans = memory.get_finished_spans()
    return [(span.name, kept(span.attributes), span.status.status_code.name) for span in spans]


def aws_xray_sdk(run: Callable[[], None]) -> Spans:
    core = import_module("aws_xray_sdk.core")
    core.xray_recorder.configure(service="t", sampling=False, emitter=type("Silent", (), {"send_entity": print})())
    segment = core.xray_recorder.begin_segment("t")
    core.patch(("botocore",))
    run()
    return [(each.name, each.namespace, kept(each.aws)) for each in segment.subsegments]


def sentry_sdk(run: Callable[[], None]) -> Spans:
    sdk, events = import_module("sentry_sdk"), []
    integration = import_module("sentry_sdk.integrations.boto3").Boto3Integration()
    sdk.init(
        dsn="http://a@127.0.0.1:1/1",
        traces_sample_rate=1.0,
        transport=lambda event: None,
        before_send_transaction=lambda event, hint: events.append(event),
        auto_enabling_integrations=False,
        integrations=[integration],
    )
    with sdk.start_transaction(name="t"):
        run()
    # Those of the standard library's HTTP client are not Sotalia's to make.
    spans = [span for event in events for span in event["spans"] if span["description"].startswith("aws.")]
    return [(span["op"], span["description"], kept(span.get("data"))) for span in spans]


def elasticapm(run: Callable[[], None]) -> Spans:
    apm, queued = import_module("elasticapm"), []
    base: Any = import_module("elasticapm.transport.base").Transport

    class Memory(base):
        def start_thread(self, pid: Any = None) -> None:
            pass

        def queue(self, kind: Any, data: Any, flush: bool = False) -> None:
            queued.append((kind, data))

        def close(self) -> None:
            pass

    globals()["Memory"] = Memory
    client = apm.Client(
        service_name="t", transport_class="__main__.Memory", central_config=False, cloud_provider="none"
    )
    apm.instrument()
    client.begin_transaction("t")
    run()
    client.end_transaction("t", "ok")
    return [(data["name"], data["type"], data["subtype"], data["outcome"]) for kind, data in queued if kind == "span"]


def ddtrace(run: Callable[[], None]) -> Spans:
    trace = import_module("ddtrace")
    spans: Spans = []
    base: Any = import_module("ddtrace.trace").TraceFilter

    class Filter(base):
        def process_trace(self, found: Any) -> None:
            spans.extend((span.name, span.resource, span.service, span.error, kept(span.get_tags())) for span in found)

    trace.patch(botocore=True)
    trace.tracer.configure(trace_processors=[Filter()])
    with trace.tracer.trace("root"):
        run()
    return [span for span in spans if span[0] != "root"]


def newrelic(run: Callable[[], None]) -> Spans:
    os.environ.update(NEW_RELIC_LICENSE_KEY="x", NEW_RELIC_APP_NAME="t", NEW_RELIC_DEVELOPER_MODE="true")
    agent = import_module("newrelic.agent")
    agent.initialize()
    application = agent.register_application(timeout=20)
    with agent.BackgroundTask(application, "t"):
        run()
        children = agent.current_transaction().root_span.children
        for each in children:
            each.agent_attributes.pop(_OF_HTTP_CLIENT, None)
        return [(type(each).__name__, each.library, each.method, kept(each.agent_attributes)) for each in children]


def main() -> None:
    library, name = sys.argv[1:]
    if library == "sotalia":
        import_module("sotalia.compat").install()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    spans = globals()[name](lambda: calls(f"http://127.0.0.1:{server.server_port}"))
    headers = [] if name in BELOW else [sorted(set(_TRACES) & set(request)) for request in received]
    print("RESULT", json.dumps({"spans": spans, "headers": headers}, default=str, sort_keys=True), flush=True)
    os._exit(0)  # agents have threads that wait to send


if __name__ == "__main__":
    main()
