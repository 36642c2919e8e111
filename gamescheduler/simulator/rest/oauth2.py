"""Tokens: from a code, from an older token, and their end (Source: Discord docs, OAuth2)."""

from __future__ import annotations

import base64
import binascii
import secrets

from gamescheduler.simulator.oauth import LIFE, OAuthError, Token, invalid_client
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.applications import description
from gamescheduler.simulator.rest.routing import Call, Routes, unauthorized
from gamescheduler.simulator.world import Bot

routes = Routes()
FORM = "application/x-www-form-urlencoded"


@routes("POST", "/oauth2/token", public=True)
def token(call: Call) -> Json:
    form = _form(call)
    grant = form.get("grant_type")
    if grant == "authorization_code":
        return _told(_redeem(call, form))
    if grant == "refresh_token":
        client = _client(call, form)
        return _told(call.world.grants.refresh(_required(form, "refresh_token"), client.id))
    _client(call, form)
    raise OAuthError("unsupported_grant_type", f"Grant type {grant} is not supported")


@routes("POST", "/oauth2/token/revoke", public=True)
def revoke(call: Call) -> Json:
    """Ends all tokens of the authorization, whichever of them is named and whatever the hint says."""
    form = _form(call)
    client = _client(call, form)
    call.world.grants.revoke(_required(form, "token"), client.id)
    return {}


@routes("GET", "/oauth2/@me")
def authorization(call: Call) -> Json:
    """What a token is good for; who it belongs to only with `identify`."""
    if call.bearer is None:
        raise unauthorized()
    shown: Json = {
        "application": description(call.world.bots[call.bearer.application_id]),
        "scopes": list(call.bearer.scopes),
        "expires": call.bearer.expires.isoformat(timespec="microseconds"),
    }
    if "identify" in call.bearer.scopes:
        shown["user"] = call.world.user(call.bearer.user_id)
    return shown


def _redeem(call: Call, form: Json) -> Token:
    code, redirect_uri = _required(form, "code"), _required(form, "redirect_uri")
    verifier = form.get("code_verifier")
    proven = verifier is not None and call.world.grants.asked_with_proof(code)
    client = _client(call, form, secret_needed=not proven)
    return call.world.grants.redeem(code, client.id, redirect_uri, verifier)


def _told(token: Token) -> Json:
    return {
        "token_type": "Bearer",
        "access_token": token.access,
        "expires_in": int(LIFE.total_seconds()),
        "refresh_token": token.refresh,
        "scope": " ".join(token.scopes),
    }


def _form(call: Call) -> Json:
    """The body of a form; any other body is taken for an empty form, so its fields are missing."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    return call.form if kind == FORM and call.body is not None else {}


def _required(form: Json, name: str) -> str:
    if not form.get(name):
        raise OAuthError("invalid_request", f'Missing "{name}" in request.')
    return str(form[name])


def _client(call: Call, form: Json, *, secret_needed: bool = True) -> Bot:
    """The application by HTTP Basic or by form fields; raises invalid_client."""
    client_id, secret = _basic(call) or (form.get("client_id", ""), form.get("client_secret"))
    client = call.world.bots.get(client_id)
    if client is None or (secret is None and secret_needed):
        raise invalid_client()
    if secret is not None and not secrets.compare_digest(secret.encode(), client.secret.encode()):
        raise invalid_client()
    return client


def _basic(call: Call) -> tuple[str, str] | None:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise invalid_client() from None
    return client_id, secret
