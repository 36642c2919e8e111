"""The bot's side of an interaction: callbacks, the original response, follow-ups.

Source of the rules: Discord docs, Receiving and Responding.
"""

from __future__ import annotations

from collections.abc import Callable

from gamescheduler.simulator import component_rules, components, messages, payloads
from gamescheduler.simulator.errors import DiscordError, Form, unknown
from gamescheduler.simulator.events import INTERACTION_STATE, NOBODY, Event
from gamescheduler.simulator.interaction import Callback, Interaction, Kind
from gamescheduler.simulator.messages import Flag
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import World

TOKEN_LIFE = 15 * 60.0
"""Wire seconds for which a token answers."""
_ALLOWED = {
    Kind.COMMAND: (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL),
    Kind.COMPONENT: (
        Callback.MESSAGE,
        Callback.DEFERRED_MESSAGE,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
        Callback.MODAL,
    ),
    Kind.AUTOCOMPLETE: (Callback.AUTOCOMPLETE,),
    Kind.MODAL: (Callback.MESSAGE, Callback.DEFERRED_MESSAGE),
}
_ALLOWED_ON_A_MESSAGE = (Callback.DEFERRED_UPDATE, Callback.UPDATE)


def acknowledge(world: World, interaction_id: str, token: str, body: Json) -> Json:
    """Give the first answer; returns the callback response. Raises 10062 when late, 40060 the second time."""
    interaction = world.interactions.get(interaction_id)
    if interaction is None or interaction.token != token:
        raise unknown("interaction")
    if interaction.callback is not None:
        raise DiscordError(400, 40060, "Interaction has already been acknowledged.")
    if world.clock.wire() - interaction.born > world.patience:
        raise unknown("interaction")
    callback = _callback(interaction, body)
    message = _ACTIONS[callback](world, interaction, body.get("data") or {})
    interaction.callback = callback
    interaction.acknowledged.set()
    tell_state(world, interaction, "deferred" if callback is Callback.DEFERRED_MESSAGE else "answered")
    return _response(interaction, callback, message)


def tell_state(world: World, interaction: Interaction, state: str, failure: str | None = None) -> None:
    """Let the person's chat page know how their interaction stands."""
    if interaction.kind is not Kind.AUTOCOMPLETE:
        data = {"id": interaction.id, "nonce": interaction.nonce, "state": state, "message": failure}
        world.emit(Event(INTERACTION_STATE, data, bots=NOBODY, people=[interaction.user_id]))


def by_token(world: World, token: str) -> Interaction:
    """The interaction of a webhook token. Raises 50027 when wrong or old, 10015 before the first answer."""
    interaction = next((i for i in reversed(world.interactions.values()) if i.token == token), None)
    if interaction is None or world.clock.wire() - interaction.born > TOKEN_LIFE:
        raise DiscordError(401, 50027, "Invalid Webhook Token")
    if interaction.callback is None:
        raise unknown("Webhook")
    return interaction


def answer(world: World, interaction: Interaction, message_id: str) -> Json:
    """One of the messages that belong to an interaction; `@original` is the first. Raises 10008."""
    wanted = interaction.original_id if message_id == "@original" else message_id
    found = world.message(interaction.channel_id, wanted or "", viewer=interaction.user_id)
    if wanted != interaction.original_id and found.get("webhook_id") != interaction.application_id:
        raise unknown("Message")
    return found


def edit_answer(world: World, interaction: Interaction, message: Json, body: Json) -> Json:
    """Change an answer; the first change of a deferred one is the answer itself."""
    was_loading = message["flags"] & Flag.LOADING
    edited = messages.edit(world, message, body)
    if was_loading:
        tell_state(world, interaction, "answered")
    return edited


def follow_up(world: World, interaction: Interaction, body: Json) -> Json:
    """Say something more; while the first answer is still "thinking", this becomes it (deprecated, alive)."""
    original = world.messages[interaction.channel_id].get(interaction.original_id or "")
    if original is not None and original["flags"] & Flag.LOADING:
        return edit_answer(world, interaction, original, body)
    messages.check(body)
    keys = payloads.answer_keys(world, interaction) | {"type": 0}
    if original is not None:
        reference = payloads.reference(world, interaction.channel_id, original["id"])
        keys |= {"type": 19, "message_reference": reference}
    return _publish(world, interaction, body, keys)


def _callback(interaction: Interaction, body: Json) -> Callback:
    form = Form()
    kind = body.get("type")
    form.choice("type", kind, tuple(int(callback) for callback in Callback))
    form.raise_if_wrong()
    callback = Callback(int(str(kind)))
    on_a_message = callback in _ALLOWED_ON_A_MESSAGE and interaction.source_id is not None
    if callback not in _ALLOWED[interaction.kind] and not on_a_message:
        form.error(
            "type", "INTERACTION_CALLBACK_TYPE_INVALID", "Callback type is not valid for this interaction"
        )
    form.raise_if_wrong()
    return callback


def _say(world: World, interaction: Interaction, data: Json) -> Json:
    messages.check(data)
    return _original(world, interaction, data)


def _think(world: World, interaction: Interaction, data: Json) -> Json:
    flags = (data.get("flags") or 0) & Flag.EPHEMERAL | Flag.LOADING
    return _original(world, interaction, {"flags": int(flags)})


def _original(world: World, interaction: Interaction, data: Json) -> Json:
    message = _publish(world, interaction, data, payloads.answer_keys(world, interaction))
    interaction.original_id = message["id"]
    return message


def _publish(world: World, interaction: Interaction, body: Json, keys: Json) -> Json:
    channel = world.channel(interaction.channel_id)
    message = messages.build(world, channel, world.user(interaction.application_id), body, **keys)
    viewer = interaction.user_id if message["flags"] & Flag.EPHEMERAL else None
    return messages.publish(world, message, viewer=viewer)


def _keep(world: World, interaction: Interaction, data: Json) -> None:
    interaction.original_id = interaction.source_id


def _update(world: World, interaction: Interaction, data: Json) -> Json:
    source = world.message(interaction.channel_id, interaction.source_id or "", viewer=interaction.user_id)
    messages.edit(world, source, data)
    interaction.original_id = source["id"]
    return source


def _suggest(world: World, interaction: Interaction, data: Json) -> None:
    form = Form()
    choices = data.get("choices") or []
    form.length("data.choices", choices, 25)
    for index, choice in enumerate(choices):
        form.length(f"data.choices.{index}.name", choice.get("name"), 100, least=1)
        if isinstance(choice.get("value"), str):
            form.length(f"data.choices.{index}.value", choice["value"], 100)
    form.raise_if_wrong()
    interaction.choices = choices


def _open_modal(world: World, interaction: Interaction, data: Json) -> None:
    form = Form()
    component_rules.check_modal(form, data)
    form.raise_if_wrong()
    interaction.modal = {**data, "components": components.as_stored(data["components"])}


_ACTIONS: dict[Callback, Callable[[World, Interaction, Json], Json | None]] = {
    Callback.MESSAGE: _say,
    Callback.DEFERRED_MESSAGE: _think,
    Callback.DEFERRED_UPDATE: _keep,
    Callback.UPDATE: _update,
    Callback.AUTOCOMPLETE: _suggest,
    Callback.MODAL: _open_modal,
}


def _response(interaction: Interaction, callback: Callback, message: Json | None) -> Json:
    told: Json = {"id": interaction.id, "type": int(interaction.kind)}
    if message is None:
        return {"interaction": told}
    told |= {
        "response_message_id": message["id"],
        "response_message_loading": callback is Callback.DEFERRED_MESSAGE,
        "response_message_ephemeral": bool(message["flags"] & Flag.EPHEMERAL),
    }
    resource = {"type": 4 if callback is Callback.DEFERRED_MESSAGE else int(callback), "message": message}
    return {"interaction": told, "resource": resource}
