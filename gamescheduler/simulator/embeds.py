"""Embeds: their limits and their stored form (docs: Message, Embed Limits)."""

from __future__ import annotations

from gamescheduler.simulator.errors import Form
from gamescheduler.simulator.objects import Json

_TEXTS = (("title", 256), ("description", 4096))
_NESTED = (("footer", "text", 2048), ("author", "name", 256))
_FIELD = (("name", 256), ("value", 1024))


def check(form: Form, embeds: list[Json]) -> None:
    """Ten embeds, each text within its limit, 6000 characters over all of them together."""
    form.length("embeds", embeds, 10)
    for index, embed in enumerate(embeds):
        _check_one(form, f"embeds.{index}", embed)
    if sum(_size(embed) for embed in embeds) > 6000:
        form.error("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def as_stored(embeds: list[Json]) -> list[Json]:
    """Embeds come back as type rich, without nulls, every field with its `inline`."""
    return [_stored(embed) for embed in embeds]


def _check_one(form: Form, path: str, embed: Json) -> None:
    for key, most in _TEXTS:
        form.length(f"{path}.{key}", embed.get(key), most)
    for outer, inner, most in _NESTED:
        form.length(f"{path}.{outer}.{inner}", (embed.get(outer) or {}).get(inner), most)
    fields = embed.get("fields") or []
    form.length(f"{path}.fields", fields, 25)
    for index, field in enumerate(fields):
        for key, most in _FIELD:
            if not field.get(key):
                form.required(f"{path}.fields.{index}.{key}")
            form.length(f"{path}.fields.{index}.{key}", field.get(key), most)


def _size(embed: Json) -> int:
    texts = [embed.get(key) for key, _ in _TEXTS]
    texts += [(embed.get(outer) or {}).get(inner) for outer, inner, _ in _NESTED]
    texts += [field.get(key) for field in embed.get("fields") or [] for key, _ in _FIELD]
    return sum(len(text) for text in texts if text)


def _stored(embed: Json) -> Json:
    stored = {key: value for key, value in embed.items() if value is not None} | {"type": "rich"}
    if "fields" in stored:
        stored["fields"] = [{"inline": False, **field} for field in stored["fields"]]
    for key in ("image", "thumbnail"):
        if key in stored:
            stored[key] = {**stored[key], "proxy_url": stored[key]["url"]}
    return stored
