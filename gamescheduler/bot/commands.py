"""The slash commands: ``/game create``, ``edit``, ``cancel``, ``show``, who plays, and ``/games``."""

# Without `from __future__ import annotations`: disnake reads the annotations of commands.

from functools import partial

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot import changing, lists, panels, people, planning, players, replies
from gamescheduler.bot.drafts import Draft
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Command
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.suggestions import Suggestions, filled
from gamescheduler.cards import planning as planning_words
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
_TEXT_MAX = 4000
"""As much as a form takes: whatever is typed into a command may have to be mended in one."""

_WITH_PLAYERS = "Who is in already: @members and names of guests, with commas between them"
_HOST = commands.Param(None, description="Who hosts it, if not you")
_MEMBER = commands.Param(description="The member who takes it")
_MEMBER_OR_NOBODY = commands.Param(None, description="A member of this server")
_RANGE = commands.Param("all", name="range", description="Which of them")
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
        template: str | None = commands.Param(None, description="What it begins with"),
        players: int | None = commands.Param(None, ge=1, le=PLAYERS_MAX, description="How many seats"),
        with_players: str | None = commands.Param(None, max_length=_TEXT_MAX, description=_WITH_PLAYERS),
        duration: str | None = commands.Param(None, description="How long it takes: 3h, 1h 30m"),
        description: str | None = commands.Param(
            None, max_length=_TEXT_MAX, description="What players should know"
        ),
        location: str | None = commands.Param(None, description="Where you meet"),
        channel: disnake.abc.GuildChannel | None = _CHANNEL,
        reminders: str | None = commands.Param(None, description="How long before: 1d, 1h, 15m, or none"),
        signup: str | None = commands.Param(
            None, choices=dict(planning_words.SIGNUPS), description="How people get in"
        ),
        host: disnake.User | None = _HOST,
    ) -> None:
        draft = Draft(
            game_id=new_game_id(),
            guild_id=GuildId(inter.guild_id),
            channel_id=people.channel_id(inter),
            chosen_channel_id=None if channel is None else ChannelId(channel.id),
            host_id=None if host is None else UserId(host.id),
            typed=Typed(
                title=title,
                when=when,
                players=None if players is None else str(players),
                with_players=with_players,
                duration=duration,
                reminders=reminders,
                signup=signup,
                description=description,
                location=location,
                template=template,
            ),
        )
        await planning.create(self._app, inter, draft)

    @game.sub_command(description="Change a game you host.")
    async def edit(self, inter: Command, game: str = commands.Param(description="Which game")) -> None:
        form = partial(changing.form, game_id=GameId(game.strip()))
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

    @game.sub_command(description="Put a member or a guest into a game you host.")
    async def add(
        self,
        inter: Command,
        game: str = commands.Param(description="Which game"),
        player: disnake.User | None = _MEMBER_OR_NOBODY,
        guest: str = commands.Param("", description="Or a name, for somebody without an account"),
    ) -> None:
        await replies.answer(inter, self._app, players.adding(GameId(game.strip()), player, guest))

    @game.sub_command(description="Take somebody out of a game you host.")
    async def remove(
        self,
        inter: Command,
        game: str = commands.Param(description="Which game"),
        player: str = commands.Param(description="Who"),
    ) -> None:
        action = partial(players.remove, game_id=GameId(game.strip()), meant=player)
        await replies.answer(inter, self._app, action)

    @game.sub_command(description="Give somebody another seat in a game you host.")
    async def move(
        self,
        inter: Command,
        game: str = commands.Param(description="Which game"),
        player: str = commands.Param(description="Who"),
        to: int = commands.Param(description="1 is the first seat; after the last seat they wait"),
    ) -> None:
        action = partial(players.move, game_id=GameId(game.strip()), meant=player, to=to)
        await replies.answer(inter, self._app, action)

    @game.sub_command(description="Give a guest's seat to a member.")
    async def replace(
        self,
        inter: Command,
        game: str = commands.Param(description="Which game"),
        guest: str = commands.Param(description="Whose seat it is now"),
        player: disnake.User = _MEMBER,
    ) -> None:
        action = partial(players.give, game_id=GameId(game.strip()), guest=guest, member=player)
        await replies.answer(inter, self._app, action)

    @commands.slash_command(install_types=_INSTALLED)
    async def games(self, inter: Command, range_: lists.Range = _RANGE) -> None:
        """What is planned in this server."""
        show = partial(lists.games, guild_id=GuildId(inter.guild_id), range_=range_)
        await replies.answer(inter, self._app, partial(show, here=people.channel_id(inter)))

    @create.autocomplete("when")
    async def _times(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.times(people.actor(inter), filled(inter), text)

    @create.autocomplete("template")
    async def _templates(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.templates(people.actor(inter), filled(inter), text, or_none=True)

    @show.autocomplete("game")
    async def _all_games(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.games(people.actor(inter), filled(inter), text, may_edit=False)

    @edit.autocomplete("game")
    @cancel.autocomplete("game")
    @add.autocomplete("game")
    @remove.autocomplete("game")
    @move.autocomplete("game")
    @replace.autocomplete("game")
    async def _own_games(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.games(people.actor(inter), filled(inter), text, may_edit=True)

    @remove.autocomplete("player")
    @move.autocomplete("player")
    async def _participants(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.people(people.actor(inter), _game(inter), text)

    @replace.autocomplete("guest")
    async def _guests(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.people(people.actor(inter), _game(inter), text, guests_only=True)


def _game(inter: Command) -> GameId:
    """The option that is filled in already."""
    return GameId(str(inter.filled_options.get("game", "")).strip())


async def _cancel(work: Work, game_id: GameId, reason: str) -> Reply:
    return Reply(sentences.cancelled(await hosting.cancel(work, game_id, reason), _SAY))
