"""Runs the migrations on the connection `gamescheduler.adapters.migrations` opened, or prints them as SQL."""

from alembic import context
from gamescheduler.models import Game

options = {
    "target_metadata": Game.metadata,
    "transaction_per_migration": True,
}

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    context.configure(connection=context.config.attributes["connection"], **options)
    with context.begin_transaction():
        context.run_migrations()
