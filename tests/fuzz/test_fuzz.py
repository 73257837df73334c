"""A few hundred damaged inputs for each parser. `make fuzz` tries a hundred thousand of each, or others by --seed."""

from __future__ import annotations

import pytest

from tests.fuzz.judge import SAME, counted, run
from tests.fuzz.targets import TARGETS

#: Of each; of rule sets fewer, since each has to be compiled. What an input is depends on nothing but its number and,
#: for dates that leave something out, on today.
COUNT, RULE_SETS = 250, 100


@pytest.mark.filterwarnings("ignore")  # dateutil's, about zones that it has never heard of
@pytest.mark.parametrize("name", TARGETS)
def test_damaged_input_is_read_as_botocore_reads_it_or_refused_by_name(name: str) -> None:
    count = RULE_SETS if name == "rules" else COUNT
    counts, faults = counted(run(TARGETS[name], range(count)))
    assert not faults, "\n\n".join(map(str, faults[:3]))
    assert counts[SAME] > count // 10  # not all is beyond reading
