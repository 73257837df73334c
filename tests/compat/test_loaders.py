"""Models that a program's own loader has: one that it registers with a session, or whose method it replaces."""

from __future__ import annotations

import json

from tests.compat.programs import BOTH, value_of

LOADERS = """
import boto3, botocore.session, botocore.loaders
from unittest.mock import patch
MODEL = {
    "version": "2.0",
    "metadata": {"apiVersion": "2020-02-02", "endpointPrefix": "mine", "protocol": "json", "jsonVersion": "1.1",
                 "serviceFullName": "Mine", "serviceId": "Mine", "signatureVersion": "v4", "targetPrefix": "Mine",
                 "uid": "mine-2020-02-02"},
    "operations": {"Ask": {"name": "Ask", "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "In"}}},
    "shapes": {"In": {"type": "structure", "members": {"A": {"shape": "S"}}}, "S": {"type": "string", "enum": {"x"}}},
}
RULES = {"version": "1.0", "parameters": {}, "rules": [
    {"conditions": [], "endpoint": {"url": "https://mine.example.com"}, "type": "endpoint"}]}
def mine(service_name, type_name, api_version=None):
    if service_name == "mine" and type_name in ("service-2", "endpoint-rule-set-1"):
        return MODEL if type_name == "service-2" else RULES
    return original(service_name, type_name, api_version)
class Own(botocore.loaders.Loader):
    def load_service_model(self, service_name, type_name, api_version=None):
        global original
        original = super().load_service_model
        return mine(service_name, type_name, api_version)
def sent(session):
    class Sent(Exception):
        pass
    def stop(request, **_):
        seen.append([request.url, request.body if isinstance(request.body, str) else request.body.decode()])
        raise Sent
    seen = []
    client = session.create_client("mine", region_name="us-east-1")
    client.meta.events.register("before-send", stop)
    try:
        client.ask(A="x")
    except Sent:
        return seen
registered = botocore.session.get_session()
registered.register_component("data_loader", Own())
value = [sent(registered), registered.create_client("sqs", region_name="us-east-1").can_paginate("list_queues")]
replaced = botocore.session.get_session()
loader = replaced.get_component("data_loader")
original = loader.load_service_model
with patch.object(loader, "load_service_model", mine):
    value.append(sent(replaced))
for session in (replaced, botocore.session.get_session()):
    try:
        session.create_client("mine")
    except Exception as error:
        value.append(type(error).__name__)
"""


@BOTH
def test_models_come_from_a_loader_of_the_programs(mode):
    ours, theirs = value_of(LOADERS, mode), value_of(LOADERS, "")
    assert [json.loads(body) for _, body in ours[0] + ours[2]] == [{"A": "x"}] * 2
    assert [url for url, _ in ours[0] + ours[2]] == [url for url, _ in theirs[0] + theirs[2]]
    assert ours[1:2] + ours[3:] == theirs[1:2] + theirs[3:]
