"""When each running part of the product last said that it works."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import Instant


class Heartbeat(SQLModel, table=True):
    """One row per process and component; a process that is gone just stops beating."""

    component: str = Field(sa_type=Text, primary_key=True)
    instance: str = Field(sa_type=Text, primary_key=True)
    seen_at: datetime = Field(sa_type=Instant)
