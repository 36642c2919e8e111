"""The nouns: tables as columns and keys, one noun per file. No relationships, no verbs."""

from gamescheduler.models.announcement import Announcement, Lane
from gamescheduler.models.audit import Audit
from gamescheduler.models.cache import Cached
from gamescheduler.models.delivery import Delivery, DeliveryState
from gamescheduler.models.due import Due, Outbox, Reminder, Transition
from gamescheduler.models.game import Game
from gamescheduler.models.guild import Channel, Guild, Member, Role
from gamescheduler.models.heartbeat import Heartbeat
from gamescheduler.models.participant import Participant
from gamescheduler.models.settings import Instance
from gamescheduler.models.template import Template
from gamescheduler.models.types import (
    ChannelId,
    GameId,
    GuildId,
    MessageId,
    RoleId,
    Route,
    Signup,
    Status,
    TemplateId,
    ThreadPolicy,
    UserId,
    new_game_id,
)
from gamescheduler.models.user import User

__all__ = [
    "Announcement",
    "Audit",
    "Cached",
    "Channel",
    "ChannelId",
    "Delivery",
    "DeliveryState",
    "Due",
    "Game",
    "GameId",
    "Guild",
    "GuildId",
    "Heartbeat",
    "Instance",
    "Lane",
    "Member",
    "MessageId",
    "Outbox",
    "Participant",
    "Reminder",
    "Role",
    "RoleId",
    "Route",
    "Signup",
    "Status",
    "Template",
    "TemplateId",
    "ThreadPolicy",
    "Transition",
    "User",
    "UserId",
    "new_game_id",
]
