"""Answers to interactions: the callback, and the webhook that an interaction's token is."""

from __future__ import annotations

from gamescheduler.simulator import answers, messages
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = _WEBHOOK + "/messages/@original"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"


@routes("POST", "/interactions/{interaction_id}/{interaction_token}/callback", public=True)
def callback(call: Call) -> Json | None:
    """204, or with `with_response` what came of it."""
    interaction_id, token = call.params["interaction_id"], call.params["interaction_token"]
    response = answers.acknowledge(call.world, interaction_id, token, call.form)
    return response if call.flag("with_response") else None


@routes("POST", _WEBHOOK, public=True)
def follow_up(call: Call) -> Json:
    """The message always comes back; interaction webhooks wait, whatever `wait` says."""
    return answers.follow_up(
        call.world, answers.by_token(call.world, call.params["webhook_token"]), call.form
    )


@routes("GET", _ORIGINAL, public=True)
@routes("GET", _MESSAGE, public=True)
def get(call: Call) -> Json:
    interaction = answers.by_token(call.world, call.params["webhook_token"])
    return answers.answer(call.world, interaction, call.params.get("message_id", "@original"))


@routes("PATCH", _ORIGINAL, public=True)
@routes("PATCH", _MESSAGE, public=True)
def edit(call: Call) -> Json:
    interaction = answers.by_token(call.world, call.params["webhook_token"])
    return answers.edit_answer(call.world, interaction, get(call), call.form)


@routes("DELETE", _ORIGINAL, public=True)
@routes("DELETE", _MESSAGE, public=True)
def delete(call: Call) -> None:
    messages.delete(call.world, get(call))
