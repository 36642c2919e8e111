"""The site map: every address there is, and who may go there."""

from __future__ import annotations

from starlette.responses import Response

from gamescheduler.errors import NotFound
from gamescheduler.web import assets, auth, health
from gamescheduler.web.pages import game, home, server
from gamescheduler.web.policy import Guarded, Policy
from gamescheduler.web.visit import Visit

GAME = "/g/{game_id}"
SERVER = "/s/{guild_id}"


async def _asset(visit: Visit) -> Response:
    found = {asset.url: asset for asset in visit.site.assets.values()}.get(visit.request.url.path)
    if found is None:
        raise NotFound("asset", visit.request.url.path)
    return assets.answer(found, visit.request)


ROUTES = [
    Guarded("/", home.show, Policy.PUBLIC),
    Guarded("/login", auth.page, Policy.PUBLIC),
    Guarded("/login/discord", auth.begin, Policy.PUBLIC),
    Guarded(auth.CALLBACK, auth.callback, Policy.PUBLIC),
    Guarded("/logout", auth.log_out, Policy.SIGNED_IN, method="POST"),
    Guarded("/me/sessions", auth.sessions, Policy.SIGNED_IN),
    Guarded("/me/sessions/{key}/end", auth.end_session, Policy.SIGNED_IN, method="POST"),
    Guarded(SERVER, server.show, Policy.MEMBER),
    Guarded(GAME, game.show, Policy.MEMBER),
    Guarded(GAME + "/join", game.join, Policy.MEMBER, method="POST"),
    Guarded(GAME + "/maybe", game.maybe, Policy.MEMBER, method="POST"),
    Guarded(GAME + "/undo", game.undo, Policy.MEMBER, method="POST"),
    Guarded(GAME + "/leave", game.leave, Policy.KNOWN, method="POST"),
    Guarded("/static/{name}", _asset, Policy.PUBLIC),
    Guarded("/healthz", health.alive, Policy.PUBLIC),
    Guarded("/readyz", health.ready, Policy.PUBLIC),
]
