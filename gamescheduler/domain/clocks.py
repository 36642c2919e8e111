"""Which zone somebody is in, found by asking what their clock shows: nobody has to know a zone's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# The most asked for first; the first few of one time of day go by different rules, so that a list of three
# names helps as many as possible. Together they go by every rule that clocks go by anywhere.
_NAMES = """
Europe/Berlin Europe/Paris Africa/Lagos Europe/London Europe/Lisbon Africa/Accra America/New_York
America/Toronto America/Bogota America/Chicago America/Mexico_City America/Winnipeg America/Los_Angeles
America/Vancouver Pacific/Pitcairn America/Denver America/Phoenix America/Edmonton Europe/Athens
Africa/Cairo Africa/Johannesburg America/Sao_Paulo America/Argentina/Buenos_Aires America/Santiago
America/Halifax America/Caracas America/Puerto_Rico Europe/Moscow Europe/Istanbul Africa/Nairobi
Asia/Kolkata Asia/Colombo Asia/Shanghai Asia/Singapore Australia/Perth Asia/Tokyo Asia/Seoul Asia/Dili
Australia/Sydney Pacific/Noumea Australia/Melbourne Australia/Brisbane Pacific/Guam Asia/Vladivostok
Australia/Adelaide Pacific/Auckland Pacific/Tongatapu Pacific/Apia Asia/Dubai Asia/Tbilisi
Indian/Mauritius Asia/Karachi Asia/Tashkent Asia/Almaty Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh
Asia/Dhaka Asia/Bishkek Asia/Omsk America/St_Johns America/Anchorage Pacific/Gambier Pacific/Honolulu
America/Adak Pacific/Tahiti Asia/Tehran Australia/Darwin UTC
Europe/Madrid Europe/Rome Europe/Warsaw Europe/Vienna Europe/Zurich Europe/Amsterdam Europe/Brussels
Europe/Stockholm Europe/Oslo Europe/Copenhagen Europe/Prague Europe/Budapest Europe/Belgrade
Europe/Dublin Europe/Helsinki Europe/Bucharest Europe/Kyiv Europe/Sofia Asia/Jerusalem Asia/Beirut
Africa/Casablanca Africa/Algiers Africa/Tunis Africa/Tripoli Asia/Gaza Asia/Riyadh Asia/Baghdad
America/Lima America/Jamaica America/Panama America/Havana America/Costa_Rica America/Guatemala
America/La_Paz America/Montevideo America/Asuncion America/Tijuana Asia/Hong_Kong Asia/Manila Asia/Taipei
Atlantic/Azores Atlantic/Cape_Verde America/Nuuk America/Noronha America/Miquelon Asia/Kathmandu
Asia/Kabul Asia/Yangon Pacific/Fiji Pacific/Norfolk Asia/Kamchatka Pacific/Guadalcanal Pacific/Pago_Pago
Australia/Lord_Howe Pacific/Chatham Pacific/Kiritimati Pacific/Marquesas Australia/Eucla Pacific/Easter
Antarctica/Troll
"""

PLACES: tuple[str, ...] = tuple(_NAMES.split())
"""Known places, as IANA zones."""

_YEAR = 366


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that is shown somewhere right now: minutes ahead of UTC, and the zones it is shown in."""

    minutes: int
    zones: tuple[str, ...]


def clocks(now: datetime, *known: str) -> list[Clock]:
    """Every time of day there is right now, once; those of the known zones first, the rest from west to east.

    The known zones are among the zones, before all others.
    """
    found: dict[int, list[str]] = {}
    for zone in dict.fromkeys((*known, *PLACES)):
        found.setdefault(minutes_ahead(zone, now), []).append(zone)
    first = [minutes_ahead(zone, now) for zone in known]
    return [Clock(minutes, tuple(found[minutes])) for minutes in dict.fromkeys((*first, *sorted(found)))]


def minutes_ahead(zone: str, now: datetime) -> int:
    """Of UTC, at that moment."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


def alike(zones: Sequence[str], now: datetime) -> list[tuple[str, ...]]:
    """Zones whose clocks show the same every day of the coming year, together; in the order they came in."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for zone in zones:
        groups.setdefault(tuple(_days(zone, now)), []).append(zone)
    return [tuple(group) for group in groups.values()]


def next_change(zone: str, now: datetime) -> date | None:
    """The day on which the clocks there change next; None when they do not within a year."""
    days = _days(zone, now)
    for day, minutes in enumerate(days):
        if minutes != days[0]:
            return (now.astimezone(ZoneInfo(zone)) + timedelta(days=day)).date()
    return None


def _days(zone: str, now: datetime) -> list[int]:
    """Noon of each day: clocks change at night."""
    noon = now.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return [minutes_ahead(zone, noon + timedelta(days=day)) for day in range(_YEAR)]
