"""The chat page in a real browser, with a small bot on the bare wire that says what it understood."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.simulator.wire import Gateway, Rest, Stage

Json = dict[str, Any]
OpenPage = Callable[..., Awaitable[Page]]
Announce = Callable[[], Awaitable[None]]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER, CHOICES, MODAL = 4, 8, 9
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
FRIDAY_1900_UTC = 1_795_806_000

CREATE = {
    "name": "create",
    "description": "Plan a game",
    "type": 1,
    "options": [
        {"name": "title", "description": "What you play", "type": 3, "required": True},
        {"name": "when", "description": "When it starts", "type": 3, "required": True, "autocomplete": True},
        {"name": "players", "description": "How many seats", "type": 4, "min_value": 1, "max_value": 100},
        {"name": "host", "description": "Who hosts", "type": 6},
    ],
}
COMMANDS = [
    {"name": "game", "description": "Games", "type": 1, "options": [CREATE]},
    {"name": "plan", "description": "Plan with a form", "type": 1},
]
SIGN_UP = [{"label": "Open", "value": "open"}, {"label": "Host picks", "value": "host"}]
FORM = {
    "title": "New game",
    "custom_id": "form",
    "components": [
        {
            "type": 18,
            "label": "Title",
            "component": {"type": 4, "custom_id": "t", "style": 1, "min_length": 3},
        },
        {"type": 18, "label": "Sign-up", "component": {"type": 3, "custom_id": "s", "options": SIGN_UP}},
        {"type": 18, "label": "Players", "component": {"type": 5, "custom_id": "p", "required": False}},
    ],
}
BUTTONS = [
    {"type": 2, "style": 3, "label": "Join", "custom_id": "join"},
    {"type": 2, "style": 2, "label": "Silent", "custom_id": "silent"},
]


async def answer(rest: Rest, interaction: Json) -> None:
    """Reply privately with what arrived; the button Silent gets no answer."""
    data = interaction["data"]
    if interaction["type"] == AUTOCOMPLETE:
        typed = next(option["value"] for option in data["options"][0]["options"] if option.get("focused"))
        friday = {"name": f"Friday for “{typed}”", "value": str(FRIDAY_1900_UTC)}
        await rest.answers(interaction, CHOICES, choices=[friday, {"name": "Never", "value": "never"}])
    elif data.get("name") == "plan":
        await rest.answers(interaction, MODAL, **FORM)
    elif data.get("custom_id") != "silent":
        await rest.answers(interaction, ANSWER, content=understood(interaction), flags=EPHEMERAL)


def understood(interaction: Json) -> str:
    data = interaction["data"]
    if interaction["type"] == COMMAND:
        return str({option["name"]: option["value"] for option in data["options"][0]["options"]})
    if interaction["type"] == MODAL_SUBMIT:
        fields = [label["component"] for label in data["components"]]
        return str([field.get("value", field.get("values")) for field in fields])
    return f"You're in, <@{interaction['member']['user']['id']}>."


@pytest.fixture(autouse=True)
async def bot(stage: Stage, rest: Rest, gateway: Gateway) -> AsyncIterator[None]:
    await rest("PUT", f"/applications/{stage.crew.bot.id}/commands", COMMANDS)

    async def listen() -> None:
        while True:
            with suppress(TimeoutError):  # a slow browser is no reason to stop listening
                await answer(rest, await gateway.until("INTERACTION_CREATE"))

    listening = asyncio.create_task(listen())
    yield
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening


@pytest.fixture
def announce(stage: Stage, rest: Rest) -> Announce:
    """Post a card in #games."""
    mira, noor = stage.crew.users["Mira"], stage.crew.users["Noor"]
    text = f"## Curse of Strahd\n<t:{FRIDAY_1900_UTC}:F>\nHosted by <@{mira}>\n**Players:** <@{noor}>"
    container = {"type": 17, "accent_color": 0x2B5F8A, "components": [{"type": 10, "content": text}]}
    components = [container, {"type": 1, "components": BUTTONS}]

    async def post() -> None:
        await rest.post(stage.path(stage.games, "messages"), flags=COMPONENTS_V2, components=components)

    return post


@pytest.fixture
async def open_page(browser: Browser, stage: Stage) -> AsyncIterator[OpenPage]:
    """A new tab as somebody, in a browser of its own; script errors and requests elsewhere fail the test."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def check_address(request: Request) -> None:
        if not request.url.startswith(stage.url):
            trouble.append(request.url)

    async def open_(username: str = "mira.k", *, width: int = 1280, zone: str = "Europe/Berlin") -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 844}, timezone_id=zone, locale="en-GB"
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
        page.on("request", check_address)
        await page.goto(f"{stage.url}/#as={username}")
        await expect(composer(page)).to_be_visible()
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert trouble == []


def composer(page: Page) -> Locator:
    return page.get_by_label("Message #games")


def choices(page: Page, name: str) -> Locator:
    return page.get_by_role("listbox", name=name).get_by_role("option")


def private(page: Page) -> Locator:
    return page.locator(".message.private .text")


async def test_shows_a_card_with_names_as_one_reads_them_here(
    announce: Announce, open_page: OpenPage
) -> None:
    page = await open_page("noor")
    await announce()
    posted = page.locator(".message")
    await expect(posted.get_by_role("heading", name="Curse of Strahd")).to_be_visible()
    await expect(posted.locator(".mention")).to_have_text(["@Mira (GM)", "@Noor the Brave"])
    await expect(posted.locator(".mention.mine")).to_have_text("@Noor the Brave")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "Friday 27 November 2026 at 20:00"),
        ("America/New_York", "Friday 27 November 2026 at 14:00"),
    ],
)
async def test_writes_timestamps_in_the_readers_zone(
    announce: Announce, open_page: OpenPage, zone: str, shown: str
) -> None:
    await announce()
    page = await open_page(zone=zone)
    time = page.locator(".container time")
    await expect(time).to_have_attribute("datetime", "2026-11-27T19:00:00.000Z")
    assert (await time.inner_text()).replace(",", "") == shown


async def test_answers_a_press_to_nobody_else(announce: Announce, open_page: OpenPage) -> None:
    await announce()
    noor, sam = await open_page("noor"), await open_page("sam.r")
    await noor.get_by_role("button", name="Join").click()
    await expect(private(noor)).to_have_text(["You're in, @Noor the Brave."])
    await announce()
    await expect(sam.locator(".container")).to_have_count(2)
    await expect(private(sam)).to_have_count(0)


async def test_dismissing_a_private_reply_removes_it(announce: Announce, open_page: OpenPage) -> None:
    await announce()
    page = await open_page("noor")
    await page.get_by_role("button", name="Join").click()
    await page.get_by_role("button", name="Dismiss message").click()
    await expect(private(page)).to_have_count(0)
    await expect(page.locator(".message")).to_have_count(1)


async def test_shows_that_a_press_is_under_way_and_that_it_failed(
    stage: Stage, announce: Announce, open_page: OpenPage
) -> None:
    stage.world.patience = 1.0
    await announce()
    page = await open_page("noor")
    silent = page.get_by_role("button", name="Silent")
    await silent.focus()
    await page.keyboard.press("Enter")
    await expect(silent).to_have_attribute("aria-busy", "true")
    await expect(page.locator(".message .failure")).to_have_text("This interaction failed")
    await expect(silent).to_be_focused()


async def test_runs_a_command_by_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page()
    await composer(page).focus()
    await page.keyboard.type("/game")
    await expect(choices(page, "Commands")).to_have_text(["/game createPlan a game"])
    await page.keyboard.press("Enter")
    await page.keyboard.type("Curse of Strahd")
    await page.keyboard.press("Tab")
    await page.keyboard.type("fri")
    await expect(choices(page, "Choices for when")).to_have_text(["Friday for “fri”", "Never"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="when")).to_have_value("Friday for “fri”")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="+ players")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("4")
    await page.keyboard.press("Enter")
    await expect(private(page)).to_have_text(
        [f"{{'title': 'Curse of Strahd', 'when': '{FRIDAY_1900_UTC}', 'players': 4}}"]
    )


async def test_picks_a_person_for_an_option_by_name(stage: Stage, open_page: OpenPage) -> None:
    page = await open_page()
    await composer(page).fill("/game create")
    await composer(page).press("Enter")
    await page.get_by_role("textbox", name="title").fill("Catan")
    await page.get_by_role("combobox", name="when").fill("soon")
    await page.get_by_role("button", name="+2 optional").click()
    await page.get_by_role("button", name="+ host").click()
    await page.keyboard.type("noor")
    await expect(choices(page, "Choices for host")).to_have_text(["@Noor the Bravenoor"])
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Run").click()
    noor = stage.crew.users["Noor"]
    await expect(private(page)).to_have_text([f"{{'title': 'Catan', 'when': 'soon', 'host': '{noor}'}}"])


async def test_names_what_is_missing_before_a_command_runs(open_page: OpenPage) -> None:
    page = await open_page()
    await composer(page).fill("/game create")
    await composer(page).press("Enter")
    await page.get_by_role("button", name="Run").click()
    await expect(page.locator(".argument .problem")).to_have_text(["This option is required."] * 2)
    await expect(page.get_by_role("textbox", name="title")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(composer(page)).to_be_focused()


async def test_sends_a_filled_in_modal(stage: Stage, open_page: OpenPage) -> None:
    page = await open_page()
    await composer(page).fill("/plan")
    await composer(page).press("Enter")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New game")
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("Ca")
    await page.keyboard.press("Enter")
    await expect(dialog.locator(".problem")).to_have_text(
        ["At least 3 characters.", "This field is required.", ""]
    )
    await page.keyboard.type("tan")
    await choose(dialog.get_by_role("combobox", name="Sign-up"), "Host picks")
    await choose(dialog.get_by_role("combobox", name="Players"), "Ada")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_have_count(0)
    await expect(private(page)).to_have_text([f"['Catan', ['host'], ['{stage.crew.users['Ada']}']]"])


async def choose(menu: Locator, label: str) -> None:
    await menu.click()
    await menu.page.locator(".listbox").get_by_role("option", name=label).click()
    await expect(menu).to_have_text(label)


async def test_becoming_somebody_else_shows_what_she_missed(
    stage: Stage, rest: Rest, open_page: OpenPage
) -> None:
    page = await open_page()
    direct = await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Noor"])
    await rest.post(stage.path(direct.body["id"], "messages"), content="A **seat** opened.")
    await page.get_by_label("You are").select_option("Noor")
    await expect(page.locator("#who")).to_have_text("“Noor the Brave” · @Players")
    conversation = page.get_by_role("button", name="Game Scheduler")
    await expect(conversation.locator(".badge")).to_have_text("1 unread")
    await conversation.click()
    await expect(page.locator(".message strong:text('seat')")).to_be_visible()
    await expect(conversation.locator(".badge")).to_have_count(0)
    assert "as=noor" in page.url
    (chosen,) = await page.context.cookies(f"{stage.url}/oauth2/authorize")
    assert (chosen["name"], chosen["value"]) == ("as", stage.crew.users["Noor"])


async def test_says_what_one_types_to_everybody(open_page: OpenPage) -> None:
    mira, noor = await open_page(), await open_page("noor")
    await composer(mira).fill("Who is *in*? ")
    await composer(mira).press("Enter")
    await expect(noor.locator(".message .text")).to_have_text("Who is in?")
    await expect(composer(mira)).to_have_value("")


async def test_takes_markup_in_a_message_as_text(open_page: OpenPage) -> None:
    page = await open_page()
    await composer(page).fill("<img src=x onerror=alert(1)> **<b>bold</b>**")
    await composer(page).press("Enter")
    text = page.locator(".message .text")
    await expect(text).to_have_text("<img src=x onerror=alert(1)> <b>bold</b>")
    await expect(text.locator("img, b")).to_have_count(0)


async def test_catches_up_after_losing_the_connection(
    stage: Stage, announce: Announce, open_page: OpenPage
) -> None:
    page, mira = await open_page("noor"), await open_page()
    await composer(mira).fill("Hello")
    await composer(mira).press("Enter")
    await expect(page.locator(".message .text")).to_have_text("Hello")  # it is connected
    stage.simulator.stream.close()
    await announce()
    await expect(page.get_by_text("Connection lost. Trying again…")).to_be_visible()
    await expect(page.locator(".container")).to_have_count(1, timeout=10_000)
    await expect(page.get_by_text("Connection lost. Trying again…")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 768])
async def test_never_scrolls_sideways_on_a_narrow_screen(
    announce: Announce, open_page: OpenPage, width: int
) -> None:
    await announce()
    page = await open_page("noor", width=width)
    await page.get_by_role("button", name="Join").click()
    await expect(private(page)).to_have_count(1)
    spilled = "element => element.scrollWidth - element.clientWidth"
    for part in ("html", ".top", "#scroller", "#composer"):
        assert await page.locator(part).evaluate(spilled) <= 0, part


async def test_keeps_the_channels_in_a_drawer_on_a_phone(open_page: OpenPage) -> None:
    page = await open_page(width=390)
    toggle = page.locator("#show-channels")
    general = page.get_by_role("navigation").get_by_role("button", name="general")
    await expect(general).to_be_hidden()
    await toggle.click()
    await expect(general).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(toggle).to_be_focused()
    await toggle.click()
    await general.click()
    await expect(page.get_by_label("Message #general")).to_be_visible()
    await expect(general).to_be_hidden()
