"""Services that come in pages, simulated: random ways of paging, random pages, answered by the token that is sent."""

from __future__ import annotations

import copy
import random
from typing import Any

from botocore.model import ServiceModel

from sotalia.model.service import ServiceModel as OurServiceModel


class Service:
    """One operation with `config`, whose pages are fixed; `call` is the client's method, `calls` what it was given."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        nested = chance.choice(["", "", "Outer."])
        self.inputs = ["Token", "Second"][: chance.choice([1, 1, 2])]
        outputs = [f"{nested}Next{name}" for name in self.inputs]
        results = chance.choice([["Items"], ["Items"], ["Items", "Others"], ["Items", "Count", "Text", "Others"]])
        self.results = [nested + name for name in results]
        self.config: dict[str, Any] = {
            "input_token": self.inputs[0] if len(self.inputs) == 1 else self.inputs,
            "output_token": outputs[0] if len(outputs) == 1 else outputs,
            "result_key": self.results[0] if len(self.results) == 1 else self.results,
        }
        self.derived_token = len(self.inputs) == 1 and chance.random() < 0.2
        if self.derived_token:
            self.config["output_token"] = f"{outputs[0]} || {nested}Items[-1].Name"
        if chance.random() < 0.7:
            self.config["limit_key"] = chance.choice(["Limit", "TextLimit"])
        self.more = f"{nested}More" if chance.random() < 0.4 or self.derived_token else None
        if self.more:
            self.config["more_results"] = self.more
        if chance.random() < 0.5:
            self.config["non_aggregate_keys"] = ["Constant", f"{nested}Owner", "Absent"]
        self.nested = nested
        self.kind = chance.choice(["str", "bytes", "map", "int"])
        self.pages: list[dict[str, Any]] = []
        self.starts: dict[str, int] = {}
        for number in range(chance.randint(1, 5)):
            self.pages.append(self._page(number))
        self._finish()
        self.calls: list[dict[str, Any]] = []

    def call(self, **params: Any) -> dict[str, Any]:
        self.calls.append(copy.deepcopy(params))
        given = {name: params[name] for name in self.inputs if name in params}
        number = self.starts.get(repr(given), 0) if given else 0
        return copy.deepcopy(self.pages[number])

    def _page(self, number: int) -> dict[str, Any]:
        inner: dict[str, Any] = {"Owner": {"Id": number}, "Count": number + 1, "Text": f"t{number}"}
        least = 1 if self.derived_token else 0
        if self.chance.random() < 0.9 or least:
            inner["Items"] = [{"Name": f"{number}/{at}"} for at in range(self.chance.randint(least, 4))]
        if self.chance.random() < 0.7:
            inner["Others"] = [f"other {number}"] * self.chance.randint(0, 2)
        page = {"Constant": f"constant {number}"}
        return {**page, "Outer": inner} if self.nested else {**page, **inner}

    def _finish(self) -> None:
        for number, page in enumerate(self.pages):
            last = number == len(self.pages) - 1
            inner = page["Outer"] if self.nested else page
            if self.more:
                inner[self.more.rpartition(".")[2]] = not last
            if not last and not self.derived_token:
                tokens = {name: self._token(name, number) for name in self.inputs}
                if len(tokens) > 1 and self.chance.random() < 0.3:
                    del tokens["Second"]
                inner |= {f"Next{name}": value for name, value in tokens.items()}
                self.starts[repr(tokens)] = number + 1
            elif not last:
                self.starts[repr({"Token": inner["Items"][-1]["Name"]})] = number + 1
            elif self.chance.random() < 0.3:
                inner["NextToken"] = ""

    def _token(self, name: str, number: int) -> Any:
        kinds: dict[str, Any] = {
            "str": f"{name} {number} ü",
            "bytes": b"\xff%d" % number,
            "map": {"Key": {"B": b"\x00%d" % number}, "List": [{"N": "1"}, b"x"], "S": "plain"},
            "int": number + 7,
        }
        return kinds[self.kind]


HTTP = {"method": "POST", "requestUri": "/"}
SERVICE = {
    "metadata": {"protocol": "json", "apiVersion": "2020-01-01", "endpointPrefix": "x", "serviceId": "x"},
    "operations": {"List": {"name": "List", "http": HTTP, "input": {"shape": "In"}, "output": {"shape": "Out"}}},
    "shapes": {
        "In": {"type": "structure", "members": {"Limit": {"shape": "Int"}, "TextLimit": {"shape": "Str"}}},
        "Out": {
            "type": "structure",
            "members": {"Map": {"shape": "Map"}, "Structure": {"shape": "In"}, "Items": {"shape": "Items"}},
        },
        "Items": {"type": "list", "member": {"shape": "Str"}},
        "Map": {"type": "map", "key": {"shape": "Str"}, "value": {"shape": "Str"}},
        "Int": {"type": "integer"},
        "Str": {"type": "string"},
    },
}  # fmt: skip
THEIR_MODEL = ServiceModel(SERVICE, "x").operation_model("List")
OUR_MODEL = OurServiceModel(copy.deepcopy(SERVICE), "x").operation_model("List")
