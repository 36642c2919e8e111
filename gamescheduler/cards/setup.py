"""What a manager reads when the bot arrives, is set up, or is asked how it is."""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards import settings
from gamescheduler.cards.tongues import Tongue
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
_REPAIRS = 10
_NEEDED = {"View Channel": "see", "Send Messages": "post"}


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


def checks(channel: Channel, say: Tongue) -> str:
    """Every permission that matters, each with a word: “#games: can see ✓ · can't post ✗”, and what to do."""
    missing = channel.missing
    marks = [f"can {verb} ✓" for name, verb in _NEEDED.items() if name not in missing]
    marks += [f"can't {_NEEDED[name]} ✗" if name in _NEEDED else f"lacks {name} ✗" for name in missing]
    line = f"{say.channel(channel.id)}: {' · '.join(marks)}"
    if not missing:
        return line
    return f"{line}\nTo mend it: Edit channel → Permissions → this bot → {', '.join(missing)}."


def opened(channel: Channel, say: Tongue) -> str:
    return f"{checks(channel, say)}\nGames go there now."


def hosts_saved(place: Place, say: Tongue) -> str:
    return f"Saved. Who can host: {settings.value('host_roles', place.settings.host_roles, say)}."


def done(place: Place, channels: Sequence[Channel], say: Tongue) -> str:
    """What was set, and what to do now."""
    where = ", ".join(say.channel(channel.id) for channel in channels) or "wherever they are planned"
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


def channels(open_for_games: Sequence[Channel], say: Tongue) -> str:
    """Each channel that games go to, with what the bot can do there."""
    heading = say.bold("Channels for games")
    if not open_for_games:
        return f"{heading}\n{_NONE_CHOSEN}"
    return "\n".join([heading, *(checks(channel, say) for channel in open_for_games)])


def repairs(lost: Sequence[tuple[Sheet, str | None]], say: Tongue) -> str:
    """Games whose announcement only a person can get going again; nothing when there are none."""
    if not lost:
        return ""
    lines = [
        f"{say.bold(sheet.game.title)}: {_mend(sheet, problem, say)}" for sheet, problem in lost[:_REPAIRS]
    ]
    more = [f"and {len(lost) - _REPAIRS} more"] if len(lost) > _REPAIRS else []
    return "\n".join([say.bold("Needs mending"), *lines, *more])


def _mend(sheet: Sheet, problem: str | None, say: Tongue) -> str:
    match problem:
        case "deleted":
            return "its announcement was deleted. Its host can post it again, or cancel the game."
        case "permission":
            return f"I can't write in {say.channel(sheet.channel.id)}. It is announced as soon as I can."
    return "Discord refused its announcement. Its host can post it again, or cancel the game."


def next_game(line: str | None, say: Tongue) -> str:
    return f"{say.bold('Next game')} {line or 'none. Plan one with /game create.'}"
