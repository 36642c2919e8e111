"""The REST API, one module per noun; version 10 and 9 answer alike."""

from __future__ import annotations

from gamescheduler.simulator.rest import (
    applications,
    channels,
    commands,
    guilds,
    interactions,
    members,
    messages,
    oauth2,
    scheduled_events,
    users,
)
from gamescheduler.simulator.rest.routing import Route, in_matching_order

_NOUNS = (
    applications,
    channels,
    commands,
    guilds,
    interactions,
    members,
    messages,
    oauth2,
    scheduled_events,
    users,
)
ROUTES: list[Route] = in_matching_order([route for noun in _NOUNS for route in noun.routes.all])
