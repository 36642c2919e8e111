"""The one error the launcher raises."""

from gamescheduler.errors import Misconfigured


class EmbeddedPostgresError(Misconfigured):
    """The built-in PostgreSQL can't be used here."""

    code = "embedded_postgres"
