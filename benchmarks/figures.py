"""Percentiles, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def show(what: str, milliseconds: Sequence[float]) -> None:
    p50, p99 = percentile(milliseconds, 50), percentile(milliseconds, 99)
    print(f"{what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(milliseconds):.1f} ms", flush=True)
