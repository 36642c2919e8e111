"""The pages in a real browser: with and without JavaScript, on a narrow screen, and trusting nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, expect

from gamescheduler.models import GameId
from tests.builders import everybody
from tests.web.hall import Hall

ONE_SCREEN_WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TOO_SMALL = """
    [...document.querySelectorAll("a, button, summary")].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.width && each.className !== "skip" && Math.min(box.width, box.height) < 24;
    }).map((each) => each.outerHTML)
"""


@asynccontextmanager
async def opened(browser: Browser, hall: Hall, **context: Any) -> AsyncIterator[Page]:
    """A page in a fresh context; nothing may be refused by its policy or come from elsewhere."""
    own = await browser.new_context(base_url=hall.address, **context)
    trouble: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            trouble.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((hall.address, hall.discord, "data:")):
            trouble.append(request.url)

    page = await own.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", asked)
    yield page
    assert trouble == []
    await own.close()


async def log_in(page: Page, name: str) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Log in with Discord").click()
    await page.get_by_role("link", name="Log in with Discord").click()
    await page.get_by_role("link", name=name).click()
    await page.get_by_role("button", name="Authorize").click()
    await expect(page.get_by_role("heading", name="Your games", level=1)).to_be_visible()


async def test_log_in_and_join_without_javascript(hall: Hall, browser: Browser) -> None:
    game = await hall.posts()
    async with opened(browser, hall, java_script_enabled=False) as page:
        await log_in(page, "Noor")
        await page.get_by_role("link", name="Friday Crew").click()
        await page.get_by_role("link", name="Curse of Strahd").click()
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("status")).to_contain_text("You're in — seat 1 of 2.")
    assert await everybody(hall.app, game) == ([hall.user("Noor")], [])


async def test_button_changes_the_page_in_place_with_javascript(hall: Hall, browser: Browser) -> None:
    game = await hall.posts()
    async with opened(browser, hall) as page:
        await log_in(page, "Noor")
        await page.goto(f"/g/{game}")
        await page.evaluate("window.stayed = true")
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("status")).to_contain_text("You're in — seat 1 of 2.")
        await page.get_by_role("button", name="Leave").click()
        await expect(page.get_by_role("status")).to_contain_text("You're out of Curse of Strahd.")
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_role("status")).to_contain_text("You're back — seat 1 of 2.")
        assert await page.evaluate("window.stayed")
    assert await everybody(hall.app, game) == ([hall.user("Noor")], [])


async def test_button_sends_its_form_when_the_script_can_not(hall: Hall, browser: Browser) -> None:
    game = await hall.posts()
    async with opened(browser, hall) as page:
        await log_in(page, "Noor")
        await page.goto(f"/g/{game}")
        await page.evaluate("void (window.fetch = () => Promise.reject(new Error('offline')))")
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("status")).to_contain_text("You're in — seat 1 of 2.")


PLACES: dict[str, Callable[[Hall, GameId], str]] = {
    "front": lambda hall, game: "/",
    "server": lambda hall, game: hall.server,
    "game": lambda hall, game: f"/g/{game}",
    "sessions": lambda hall, game: "/me/sessions",
    "nowhere": lambda hall, game: "/nothing",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_pages_fit_the_narrowest_screen(hall: Hall, browser: Browser, scheme: Any) -> None:
    game = await hall.posts(
        "Averyveryverylongtitlewithoutanyspacesthatgoesonandonandonandon", description="Words " * 99
    )
    async with opened(browser, hall, viewport={"width": 320, "height": 640}, color_scheme=scheme) as page:
        await log_in(page, "Noor")
        await page.goto(f"/g/{game}")
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("status")).to_be_visible()
        for path in PLACES.values():
            await page.goto(path(hall, game))
            assert await page.evaluate(ONE_SCREEN_WIDE), page.url
            assert await page.evaluate(TOO_SMALL) == [], page.url
            assert await page.locator("h1").count() == 1
