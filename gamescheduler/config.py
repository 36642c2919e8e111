"""Configuration: ``GAMESCHEDULER_*`` environment variables, or files named by ``GAMESCHEDULER_*_FILE``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from gamescheduler.errors import Misconfigured

PREFIX = "GAMESCHEDULER_"


def _asyncpg_url(value: object) -> object:
    """Accept the spellings people have in their environment; SQLAlchemy wants the driver named.

    Raises ``ValueError`` for anything that is no PostgreSQL.
    """
    if isinstance(value, str):
        for scheme in ("postgres://", "postgresql://", "postgresql+asyncpg://"):
            if value.startswith(scheme):
                return "postgresql+asyncpg://" + value.removeprefix(scheme)
        raise ValueError("it must begin with postgresql://")
    return value


def _no_trailing_slash(value: object) -> object:
    return value.rstrip("/") if isinstance(value, str) else value


def _origin(url: str) -> str:
    """Cookies that only this site can set need encryption; loopback needs none. Raises ``ValueError``."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or url.count("/") > 2 or "@" in url:
        raise ValueError("write it like https://games.example.org, without a path")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("it must begin with https://; http:// is for 127.0.0.1 and localhost only")
    return url


def _long_keys(keys: SecretStr) -> SecretStr:
    """Raises ``ValueError`` for a key that could be guessed."""
    if any(len(key.strip()) < SHORTEST_KEY for key in keys.get_secret_value().split(",")):
        raise ValueError(f"each key needs {SHORTEST_KEY} random characters; make one with: {MAKE_KEY}")
    return keys


LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_KEY = 32
MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
Url = Annotated[str, BeforeValidator(_no_trailing_slash)]


class Config(BaseSettings):
    """Read once, by `open_app`. Frozen: nothing changes its mind while the product runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: Annotated[SecretStr, BeforeValidator(_asyncpg_url)] | None = Field(
        None, description="PostgreSQL to use: postgresql://user:password@host/name"
    )
    data_dir: Path | None = Field(
        None, description="Without a database URL: the folder where gamescheduler keeps its own PostgreSQL"
    )
    discord_token: SecretStr | None = Field(None, description="The bot's token from the developer portal")
    discord_api_url: Url = Field("https://discord.com/api/v10", description="Discord's REST API")
    discord_cdn_url: Url = Field("https://cdn.discordapp.com", description="Discord's file host")
    discord_authorize_url: Url = Field(
        "https://discord.com/oauth2/authorize", description="Where a browser goes to log in with Discord"
    )
    discord_client_id: str | None = Field(None, description="The application's id, for logging in")
    discord_client_secret: SecretStr | None = Field(None, description="The application's OAuth2 secret")
    base_url: Annotated[Url, AfterValidator(_origin)] | None = Field(
        None, description="The address people reach the web pages at: https://games.example.org"
    )
    api_host: str = Field("127.0.0.1", description="The address the web pages are served at")
    api_port: int = Field(8000, ge=0, le=65535, description="The port of the web pages; 0 takes a free one")
    secret_key: Annotated[SecretStr, AfterValidator(_long_keys)] | None = Field(
        None, description="Encrypts what is kept for people who log in; after a comma, older keys still read"
    )
    clock_speed: float = Field(
        1.0, gt=0, le=10_000, description="How many times faster than real the world runs"
    )
    clock_origin: AwareDatetime | None = Field(
        None, description="The real instant at which a faster clock left real time (ISO 8601 with offset)"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged")
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="auto writes JSON lines unless the log goes to a terminal"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)

    @classmethod
    def load(cls, **overrides: Any) -> Config:
        """The configuration of this process. Raises `Misconfigured` naming each variable at fault."""
        try:
            return cls(**overrides)
        except ValidationError as invalid:
            faults = [f"{_variable(error['loc'])}: {error['msg']}" for error in invalid.errors()]
            raise Misconfigured("; ".join(faults)) from None


class _SecretFiles(PydanticBaseSettingsSource):
    """Docker and systemd hand secrets over as files; ``X_FILE`` names the file that holds ``X``."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return _from_file(field_name, os.environ), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: _from_file(name, os.environ) for name in self.settings_cls.model_fields}
        return {name: value for name, value in values.items() if value is not None}


def _from_file(name: str, environment: Mapping[str, str]) -> str | None:
    variable = PREFIX + name.upper()
    path = environment.get(variable + "_FILE")
    if path is None:
        return None
    if variable in environment:
        raise Misconfigured(f"{variable} and {variable}_FILE are both set. Keep one of them.")
    try:
        return Path(path).read_text().strip()
    except OSError as unreadable:
        raise Misconfigured(f"{variable}_FILE can't be read: {unreadable.strerror}: {path}") from None


def _variable(location: tuple[int | str, ...]) -> str:
    return PREFIX + str(location[0]).upper() if location else "configuration"
