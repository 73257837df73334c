"""The names of a service's types are those of boto3-stubs: a program that is checked with it changes imports only.

`boto3_stubs_names.json` has the public names of four of its packages (1.43.126): service, module, names.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sotalia.model.loader import Loader
from sotalia.stubs.objects import module_objects
from sotalia.stubs.service import ServiceTypes

NAMES: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "boto3_stubs_names.json").read_text("utf-8"))
#: Names that are others here: why, and which.
OTHER_NAMES = {
    "one name for the parameters of each waiter of an operation": r"WaitExtra",
    "doubled, where operations share parameters": r"(RequestRequest|StreamingDestinationInputRequest)TypeDef$",
    "parameters that no model describes are keywords, without a dict of their own": (
        r"^(Bucket|Client|Object)(Copy|Download|Upload|GeneratePresigned)\w*RequestTypeDef$|^TableBatchWriterRequest"
    ),
    "values in DynamoDB's resources": r"ServiceResource(Output|Union)?TypeDef$|^(Table|Universal)AttributeValue",
    "types that are plain expressions here": r"^(CopySourceOrStr|ConditionBaseImport)TypeDef$",
    "what is sent and received alike has one type": r"^(Inventory|TargetObjectKeyFormat)\w*(Output|Union)TypeDef$",
    "lists of all services and regions, and one by hand": (
        r"^(RegionName|ResourceServiceName|ServiceName|QueueAttributeFilterType)$"
    ),
}


@pytest.mark.parametrize(
    ("service", "module"), [(service, module) for service, known in NAMES.items() for module in known]
)
def test_a_module_has_its_names(service: str, module: str) -> None:
    ours = module_objects(ServiceTypes(Loader(), service))[module]
    missing = [name for name in NAMES[service][module].split() if name not in ours]
    other = re.compile("|".join(OTHER_NAMES.values()))
    assert [name for name in missing if not other.search(name)] == []
