"""Configuration: what is read, from where, and what is said when it can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamescheduler.app import open_app
from gamescheduler.config import PREFIX, Config
from gamescheduler.errors import Misconfigured

URL = "postgresql://mira:s3cret@db.example/games"


@pytest.fixture(autouse=True)
def no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Config.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
        monkeypatch.delenv(f"{PREFIX}{name.upper()}_FILE", raising=False)


def database_url() -> str:
    url = Config.load().database_url
    assert url is not None
    return url.get_secret_value()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_spelling_of_a_database_url_is_taken(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("GAMESCHEDULER_DATABASE_URL", URL.replace("postgresql", scheme))
    assert database_url() == "postgresql+asyncpg://mira:s3cret@db.example/games"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://mira:s3cret@db.example/games", "postgresql+psycopg://x/y"]
)
def test_a_database_that_is_no_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GAMESCHEDULER_DATABASE_URL", url)
    with pytest.raises(Misconfigured, match=r"^GAMESCHEDULER_DATABASE_URL: ") as refused:
        Config.load()
    assert "s3cret" not in str(refused.value)


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(URL + "\n")
    monkeypatch.setenv("GAMESCHEDULER_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert database_url().endswith("://mira:s3cret@db.example/games")


def test_a_variable_and_its_file_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GAMESCHEDULER_DISCORD_TOKEN", "one")
    monkeypatch.setenv("GAMESCHEDULER_DISCORD_TOKEN_FILE", str(tmp_path / "two"))
    with pytest.raises(Misconfigured) as refused:
        Config.load()
    assert str(refused.value) == (
        "GAMESCHEDULER_DISCORD_TOKEN and GAMESCHEDULER_DISCORD_TOKEN_FILE are both set. Keep one of them."
    )


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GAMESCHEDULER_DISCORD_TOKEN_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(Misconfigured, match=r"GAMESCHEDULER_DISCORD_TOKEN_FILE can't be read: .*nowhere"):
        Config.load()


def test_every_variable_at_fault_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """B-118"""
    monkeypatch.setenv("GAMESCHEDULER_CLOCK_SPEED", "0")
    monkeypatch.setenv("GAMESCHEDULER_LOG_LEVEL", "loud")
    monkeypatch.setenv("GAMESCHEDULER_CLOCK_ORIGIN", "2026-11-27T20:00:00")
    with pytest.raises(Misconfigured) as refused:
        Config.load()
    named = [fault.partition(":")[0] for fault in str(refused.value).split("; ")]
    assert sorted(named) == [
        "GAMESCHEDULER_CLOCK_ORIGIN",
        "GAMESCHEDULER_CLOCK_SPEED",
        "GAMESCHEDULER_LOG_LEVEL",
    ]


def test_secrets_are_not_shown() -> None:
    config = Config.load(
        database_url=URL, discord_token="t0ken", discord_client_secret="cl1ent", secret_key="k3y" * 11
    )
    for shown in (repr(config), str(config), config.model_dump_json()):
        for secret in ("s3cret", "t0ken", "cl1ent", "k3y"):
            assert secret not in shown


def test_an_argument_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMESCHEDULER_LOG_LEVEL", "DEBUG")
    assert Config.load(log_level="ERROR").log_level == "ERROR"


def test_a_url_ends_without_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMESCHEDULER_DISCORD_API_URL", "http://127.0.0.1:1/api/v10/")
    assert Config.load().discord_api_url == "http://127.0.0.1:1/api/v10"


@pytest.mark.parametrize("url", ["https://games.example.org/", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_address_of_the_pages_is_encrypted_or_this_machine(url: str) -> None:
    assert Config.load(base_url=url).base_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["http://games.example.org", "https://games.example.org/sub", "https://a@b.example", "games.example.org",
     "ftp://x", "", "http://127.0.0.1.evil.example"],
)  # fmt: skip
def test_address_that_cookies_can_not_be_safe_at_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"^GAMESCHEDULER_BASE_URL: "):
        Config.load(base_url=url)


@pytest.mark.parametrize("keys", ["", "short", "k" * 32 + ",", "k" * 32 + ",short"])
def test_key_that_could_be_guessed_is_refused(keys: str) -> None:
    with pytest.raises(Misconfigured, match=r"^GAMESCHEDULER_SECRET_KEY: .*token_urlsafe"):
        Config.load(secret_key=keys)


async def test_no_database_names_the_ways_out() -> None:
    with pytest.raises(Misconfigured, match=r"GAMESCHEDULER_DATABASE_URL .* GAMESCHEDULER_DATA_DIR"):
        async with open_app(Config.load()):
            pass
