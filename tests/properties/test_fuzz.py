"""A few cases of every target of the fuzzer, each time; `python -m benchmarks.fuzz` tries millions."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.targets import TARGETS

#: Of targets that take longer a case.
SLOW = {"exports": 3, "command": 5, "extraction": 20, "readers": 40}


@pytest.mark.parametrize("name", TARGETS)
def test_chance_breaks_nothing(name: str) -> None:
    target, rng = TARGETS[name], random.Random(name)
    target.problem(b"")  # what is loaded at first use takes long
    cases = [target.make(rng) for _ in range(SLOW.get(name, 300))]
    assert [wrong for case in cases if (wrong := target.check(case))] == []


@pytest.mark.parametrize("name", sorted(TARGETS.keys() - SLOW.keys()))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(case=st.binary(max_size=400))
def test_bytes_break_nothing(name: str, case: bytes) -> None:
    assert TARGETS[name].check(case) == ""
