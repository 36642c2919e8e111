"""Wall clocks and instants: what a local date and time means in a zone whose clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def instants(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Every instant (UTC, earliest first) at which clocks in `zone` show the naive `local`.

    None when the clocks skip it, two when they show it twice, otherwise one.
    """
    tz = ZoneInfo(zone)
    return tuple(each for each in _both_folds(local, tz) if each.astimezone(tz).replace(tzinfo=None) == local)


def beside_gap(local: datetime, zone: str) -> tuple[datetime, ...]:
    """The two instants (UTC, earliest first) nearest to a naive `local` that the clocks of `zone` skip.

    Each lies one clock change away: a skipped 02:30 gives 01:30 and 03:30, as in PEP 495.
    """
    return _both_folds(local, ZoneInfo(zone))


def end_of_day(now: datetime, zone: str) -> datetime:
    """The instant (UTC) at which the day that it is in `zone` is over."""
    tz = ZoneInfo(zone)
    return _both_folds(datetime.combine(now.astimezone(tz) + timedelta(days=1), time()), tz)[0]


def _both_folds(local: datetime, tz: ZoneInfo) -> tuple[datetime, ...]:
    return tuple(sorted({local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)}))


def zone_named(word: str) -> str | None:
    """The IANA zone spelled like `word` in any case, or None."""
    return _zones_by_lower_case().get(word.casefold())


@cache
def _zones_by_lower_case() -> dict[str, str]:
    # Debian's zoneinfo folder holds a link "localtime": the machine's zone must never answer for a person's.
    return {name.casefold(): name for name in available_timezones() - {"localtime", "Factory"}}
