"""The slash commands: ``/game create``, ``edit``, ``cancel``, ``show``, and ``/games``."""

# Without `from __future__ import annotations`: disnake reads the annotations of commands.

from functools import partial

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot import modals, panels, people, replies
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.modals import Start
from gamescheduler.bot.people import Command
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.suggestions import Suggestions
from gamescheduler.cards import sentences
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.drafts import PLAYERS_MAX
from gamescheduler.models import ChannelId, GameId, GuildId, UserId, new_game_id
from gamescheduler.services import hosting
from gamescheduler.services.work import Work

_INSTALLED = disnake.ApplicationInstallTypes(guild=True)
_CHANNEL = commands.Param(
    None,
    channel_types=[disnake.ChannelType.text, disnake.ChannelType.news],
    description="Where it is announced",
)
_SAY = Discord()


class GameCommands(commands.Cog):
    def __init__(self, app: App) -> None:
        self._app = app
        self._suggestions = Suggestions(app)

    @commands.slash_command(install_types=_INSTALLED)
    async def game(self, inter: Command) -> None:
        """Plan a game, change it, call it off."""

    @game.sub_command(description="Plan a game. Without title or time you get a form.")
    async def create(
        self,
        inter: Command,
        title: str | None = commands.Param(None, description="What you play"),
        when: str | None = commands.Param(None, description="When it starts: fri 8pm, tomorrow 20:00, in 2h"),
        players: int | None = commands.Param(None, ge=1, le=PLAYERS_MAX, description="How many seats"),
        duration: str | None = commands.Param(None, description="How long it takes: 3h, 1h 30m"),
        description: str | None = commands.Param(None, description="What players should know"),
        location: str | None = commands.Param(None, description="Where you meet"),
        channel: disnake.abc.GuildChannel | None = _CHANNEL,
        reminders: str | None = commands.Param(None, description="How long before: 1d, 1h, 15m, or none"),
    ) -> None:
        typed = Typed(
            title=title,
            when=when,
            players=None if players is None else str(players),
            duration=duration,
            reminders=reminders,
            description=description,
            location=location,
        )
        start = Start(
            new_game_id(),
            GuildId(inter.guild_id),
            UserId(inter.author.id),
            ChannelId(inter.channel.id),
            None if channel is None else ChannelId(channel.id),
        )
        if title is None or when is None:
            form = partial(modals.creation_form, start=start, typed=typed)
            await replies.answer_with_form(inter, self._app, form)
        else:
            await replies.answer(inter, self._app, partial(modals.create, start=start, typed=typed))

    @game.sub_command(description="Change a game you host.")
    async def edit(self, inter: Command, game: str = commands.Param(description="Which game")) -> None:
        form = partial(modals.edit_form, game_id=GameId(game.strip()))
        await replies.answer_with_form(inter, self._app, form)

    @game.sub_command(description="Call a game off. Everybody who signed up is told.")
    async def cancel(
        self,
        inter: Command,
        game: str = commands.Param(description="Which game"),
        reason: str = commands.Param("", description="Why; the players read it"),
    ) -> None:
        await replies.answer(inter, self._app, partial(_cancel, game_id=GameId(game.strip()), reason=reason))

    @game.sub_command(description="Look at a game, for your eyes only.")
    async def show(self, inter: Command, game: str = commands.Param(description="Which game")) -> None:
        await replies.answer(inter, self._app, partial(panels.show, game_id=GameId(game.strip())))

    @commands.slash_command(install_types=_INSTALLED)
    async def games(self, inter: Command) -> None:
        """What is planned in this server."""
        await replies.answer(inter, self._app, partial(panels.games, guild_id=GuildId(inter.guild_id)))

    @create.autocomplete("when")
    async def _times(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.times(GuildId(inter.guild_id), UserId(inter.author.id), text)

    @show.autocomplete("game")
    async def _all_games(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.games(people.actor(inter), text, may_edit=False)

    @edit.autocomplete("game")
    @cancel.autocomplete("game")
    async def _own_games(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.games(people.actor(inter), text, may_edit=True)


async def _cancel(work: Work, game_id: GameId, reason: str) -> Reply:
    return Reply(sentences.cancelled(await hosting.cancel(work, game_id, reason), _SAY))
