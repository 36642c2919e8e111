"""What is written about templates: the list, the panel of one, what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards import managing, settings
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.settings import Level
from gamescheduler.models import Guild, Template

NEW = "New template"
WORDS = "Name and words…"
EDIT_WORDS = "Name and words"
CHANNEL = "Where its games go…"
ANY_CHANNEL = "Any channel"
MAKE_DEFAULT = "Make it the default"
DELETE, REALLY_DELETE = "Delete…", "Yes, delete it"
KEEP = "Keep it"
ALL_TEMPLATES = "All templates"
CHANGE_ONE = "Change a template…"
OPEN_AGAIN = "Open the form again"

NAME, TITLE, DESCRIPTION = "Name", "Title", "Description"
NAME_HINT = "What hosts pick it by, like “D&D session”."
TITLE_HINT = "What its games are called, unless the host says otherwise."
DESCRIPTION_HINT = "What its games begin with as their description."

NONE_YET = (
    "There are no templates yet. Make one with /template create: a kind of game you plan again and again."
)
KEPT = "What you typed is kept for 15 minutes."
EXPIRED = "I kept what you typed for 15 minutes, and they are over. Please start again with /template."

LISTED = 25
_LIST_MAX = 3400
_DESCRIPTION_SHOWN = 300


def list_heading(guild: Guild, say: Tongue) -> str:
    return f"Templates in {say.typed(guild.name)}"


def listed(templates: Sequence[Template], say: Tongue) -> str:
    """One numbered line each, as many as fit one message."""
    lines: list[str] = []
    for number, template in enumerate(templates, start=1):
        entry = f"{number}. {line(template, say)}"
        if sum(map(len, lines)) + len(lines) + len(entry) > _LIST_MAX:
            return "\n".join([*lines, f"and {len(templates) - len(lines)} more"])
        lines.append(entry)
    return "\n".join(lines)


def line(template: Template, say: Tongue) -> str:
    """What makes a template different: where its games go, the values it sets, the locks."""
    facts = [say.bold(template.name)]
    if template.is_default:
        facts.append("the default")
    if template.channel_id is not None:
        facts.append(say.channel(template.channel_id))
    return " · ".join([*facts, *_differences(template, say)])


def heading(template: Template, say: Tongue) -> str:
    default = " · the default" if template.is_default else ""
    return f"Template “{say.typed(template.name)}”{default}"


def words(template: Template, say: Tongue) -> str:
    """What is not a setting: title, description, channel."""
    channel = "any" if template.channel_id is None else say.channel(template.channel_id)
    description = cut(say.typed(" ".join(template.description.split())), _DESCRIPTION_SHOWN)
    facts = [
        (TITLE, say.typed(template.title) or "none"),
        (DESCRIPTION, description or "none"),
        ("Channel", channel),
    ]
    return "\n".join(f"{say.bold(name)} {value}" for name, value in facts)


def made(template: Template, say: Tongue) -> str:
    default = " It is the default, because it is the first." if template.is_default else ""
    return f"Made the template {say.bold(template.name)}.{default} Now set what is different about its games."


def saved(template: Template, say: Tongue) -> str:
    return f"Saved {say.bold(template.name)}. Games posted with it stay as they are."


def really_delete(template: Template, say: Tongue) -> str:
    return f"Delete the template {say.bold(template.name)}? Games posted with it stay as they are."


def deleted(template: Template, say: Tongue) -> str:
    return f"Deleted the template {say.bold(template.name)}. Games posted with it stay as they are."


def moved(template: Template, number: int, say: Tongue) -> str:
    return f"{say.bold(template.name)} is number {number} now."


def is_default(template: Template | None, say: Tongue) -> str:
    if template is None:
        return "No template is the default any more."
    return f"{say.bold(template.name)} is the default now: /game create begins with it."


def _differences(template: Template, say: Tongue) -> list[str]:
    facts = []
    for name in managing.names(Level.TEMPLATE):
        lock = "🔒 locked" if name in template.locked else ""
        label = managing.label(name, Level.TEMPLATE).lower()
        if name in template.settings:
            value = settings.value(name, template.settings[name], say)
            facts.append(f"{label} {value} {lock}".strip())
        elif lock:
            facts.append(f"{label} {lock}")
    return facts
