"""Secrets at rest: what Discord entrusted to us is unreadable without the configured key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Vault:
    """Encrypts with the first key and reads with all of them, so a new key goes before the old one."""

    def __init__(self, keys: str) -> None:
        """``keys`` with commas between them, as `Config` checked them."""
        self._fernet = MultiFernet([Fernet(_derived(key.strip())) for key in keys.split(",")])

    def shut(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, shut: str) -> str | None:
        """None when none of the keys fits any more."""
        try:
            return self._fernet.decrypt(shut.encode()).decode()
        except InvalidToken:
            return None


def _derived(key: str) -> bytes:
    """Fernet wants 32 bytes; the keys are random and long, so one hash is enough."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"gamescheduler tokens:" + key.encode()).digest())
