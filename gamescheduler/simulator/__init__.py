"""A small Discord on the wire, for demos, tests and development without credentials.

Any Discord library can log in: REST at `<url>/api/v10`, gateway where GET /gateway/bot says. Everything is
kept in memory.
"""

from __future__ import annotations

from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.limits import Limits
from gamescheduler.simulator.rest.endpoint import Exchange
from gamescheduler.simulator.seed import FridayCrew, friday_crew
from gamescheduler.simulator.server import Serving, Simulator
from gamescheduler.simulator.world import Bot, World

__all__ = [
    "Bot",
    "Clock",
    "Exchange",
    "FridayCrew",
    "Limits",
    "Serving",
    "Simulator",
    "World",
    "friday_crew",
]
