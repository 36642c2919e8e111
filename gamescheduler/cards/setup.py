"""What a manager reads when the bot arrives, is set up, or is asked how it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gamescheduler.cards import settings
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.place import Place
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import Channel, Guild

SET_UP = "Set up"
NEXT = "Next"
CHECK_AGAIN = "Check again"
EVERYONE = "Everyone"
ONLY_MANAGERS = "Only managers"
KEEP = "Keep as it is"
PICK_A_CHANNEL = "Pick a channel…"
PICK_ROLES = "Pick up to ten roles…"
TRY_OUT = "Create a test game"
REMOVE_TEST = "Remove the test game"

TEST_GAME = "Test game"
TEST_DESCRIPTION = (
    "This is a test. Press Join and Leave to see what happens; it is over in ten minutes by itself."
)
TEST_OVER = "It was a test."
TEST_REMOVED = "The test game is cancelled. You can delete its message."

WELCOME = (
    "Hi! I plan game nights here: a host announces a game, you press Join, and I remind you in time. "
    "A manager of this server can set me up; it takes a minute."
)
_HELP = """\
### How it works
**Play** — press Join on an announcement; Leave gives the seat to whoever waits. /games lists what is planned.
**Plan** — /game create; then edit, cancel or show a game with /game.
**Yours** — /settings me: your time zone, and how reminders reach you.
**Manage** — /gamescheduler setup to begin; /settings server, /settings channel and /template for the rest; \
/gamescheduler status when something is wrong.
Games can be planned by {hosts}."""

_NONE_CHOSEN = "None is chosen, so games go where they are planned. Choose with /gamescheduler setup."
REPAIRS = 8
"""Games with something to mend that are named; of the others it is said how many there are."""

_CHANNELS = 12
_TITLE_SHOWN = 40
_VERBS = {
    "View Channel": "see",
    "Send Messages": "post",
    "Read Message History": "look back",
    "Create Public Threads": "create threads",
    "Send Messages in Threads": "write in threads",
    "Mention @everyone, @here, and All Roles": "ping the roles",
}
"""What Discord calls a permission -> what it lets the bot do."""

Held = Mapping[str, bool]
"""Permission, as Discord calls it -> whether the bot has it."""


def welcome_owner(guild: str, say: Tongue) -> str:
    """For a server with no channel to say hello in."""
    return f"Thank you for adding me to {say.bold(guild)}. To set me up, type /gamescheduler setup there."


def step(number: int, question: str) -> str:
    return f"### Set up · step {number} of 3\n{question}"


WHERE = "Where do games go? You can add more channels later, with /settings channel."
WHO = "Who may plan games? Managers always may."


def zone_question(place: Place) -> str:
    """The third step."""
    zone = place.settings.time_zone
    return f"Which time zone is this server in? Now it is {zone}. Everybody can choose their own."


def checks(channel: Channel, held: Held, say: Tongue) -> str:
    """Every permission that matters, each with a word: “#games: can see ✓ · can't post ✗”, and what to do."""
    return "\n".join([_marks(channel, held, say), *_to_mend([held])])


def opened(channel: Channel, held: Held, say: Tongue) -> str:
    return f"{checks(channel, held, say)}\nGames go there now."


def hosts_saved(place: Place, say: Tongue) -> str:
    return f"Saved. Who can host: {settings.value('host_roles', place.settings.host_roles, say)}."


def done(place: Place, channels: Sequence[Channel], say: Tongue) -> str:
    """What was set, and what to do now."""
    named = [say.channel(channel.id) for channel in channels[:_CHANNELS]]
    where = ", ".join([*named, *_more(channels, _CHANNELS)]) or "wherever they are planned"
    hosts = settings.value("host_roles", place.settings.host_roles, say)
    return (
        f"### Done\n{say.bold('Games go to')} {where}\n{say.bold('Who can host')} {hosts}\n"
        f"{say.bold('Time zone')} {place.settings.time_zone}\n"
        "Plan the first game with /game create. Everything else is in /settings server."
    )


def help_text(place: Place, say: Tongue) -> str:
    return _HELP.format(hosts=settings.value("host_roles", place.settings.host_roles, say))


def status_heading(guild: Guild, say: Tongue) -> str:
    return f"### Games in {say.typed(guild.name)}"


def channels(open_for_games: Sequence[tuple[Channel, Held]], say: Tongue) -> str:
    """The channels that games go to, with what the bot can do there; first where it lacks something."""
    heading = say.bold("Channels for games")
    if not open_for_games:
        return f"{heading}\n{_NONE_CHOSEN}"
    ordered = sorted(open_for_games, key=lambda each: all(each[1].values()))
    lines = [_marks(channel, held, say) for channel, held in ordered[:_CHANNELS]]
    mend = _to_mend([held for _, held in ordered])
    return "\n".join([heading, *lines, *_more(ordered, _CHANNELS), *mend])


def repairs(lost: Sequence[tuple[Sheet, str | None]], total: int, say: Tongue) -> str:
    """Games with something that only a person can mend, and how many there are; nothing without any."""
    if not lost:
        return ""
    lines = [
        f"{say.bold(cut(sheet.game.title, _TITLE_SHOWN))}: {_mend(sheet, problem, say)}"
        for sheet, problem in lost
    ]
    more = [f"and {total - len(lost)} more"] if total > len(lost) else []
    return "\n".join([say.bold("Needs mending"), *lines, *more])


def _mend(sheet: Sheet, problem: str | None, say: Tongue) -> str:
    match problem:
        case "deleted":
            return "its announcement was deleted. Its host can post it again, or cancel the game."
        case "permission":
            return f"I can't write in {say.channel(sheet.channel.id)}. It is announced as soon as I can."
        case "thread":
            return f"it gets no thread, because I can't create threads in {say.channel(sheet.channel.id)}."
    return "Discord refused its announcement. Its host can post it again, or cancel the game."


def test_posted(sheet: Sheet, say: Tongue) -> str:
    where = say.channel(sheet.channel.id)
    return (
        f"### Test game\nIt is in {where} now and pings nobody. Press Join there. "
        "It is over in ten minutes by itself."
    )


def _marks(channel: Channel, held: Held, say: Tongue) -> str:
    marks = [f"can {_VERBS[name]} ✓" if given else f"can't {_VERBS[name]} ✗" for name, given in held.items()]
    return f"{say.channel(channel.id)}: {' · '.join(marks)}"


def _to_mend(every: Sequence[Held]) -> list[str]:
    """The way through Discord's menus to whatever is missing."""
    missing = dict.fromkeys(name for held in every for name, given in held.items() if not given)
    return [f"To mend it: Edit channel → Permissions → this bot → {', '.join(missing)}."] if missing else []


def _more(found: Sequence[object], shown: int) -> list[str]:
    return [f"and {len(found) - shown} more"] if len(found) > shown else []


def next_game(line: str | None, say: Tongue) -> str:
    return f"{say.bold('Next game')} {line or 'none. Plan one with /game create.'}"
