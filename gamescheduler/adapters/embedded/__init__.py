"""A PostgreSQL of our own: programs from a wheel, one data folder, a private socket, no TCP port."""

from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError
from gamescheduler.adapters.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
