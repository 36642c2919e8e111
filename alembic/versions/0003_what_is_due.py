"""Reminders, status transitions and the outbox, each with the bell that wakes whoever waits for it.

A bell is a NOTIFY on a channel named like the table. It carries no data and rings only when the next
due moment may have come nearer: on every insert, and on an update that moves a pending row earlier or
makes a row pending again. Moving a row later, finishing it or deleting it wakes nobody. One statement
rings once, whatever its size, and whoever writes the row rings it, psql included.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

SCHEDULES = ("notification_schedule", "game_status_schedule")


def upgrade() -> None:
    op.execute("""
        CREATE TABLE notification_schedule (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            game_id text NOT NULL REFERENCES game (id) ON DELETE CASCADE,
            kind text NOT NULL,
            lead integer NOT NULL,
            due_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            last_error text,
            parked_at timestamptz,
            done_at timestamptz,
            skipped text,
            CONSTRAINT notification_schedule_once UNIQUE (game_id, kind, lead),
            CONSTRAINT notification_schedule_lead_range CHECK (lead BETWEEN 1 AND 40320)
        )
    """)
    op.execute("""
        CREATE TABLE game_status_schedule (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            game_id text NOT NULL REFERENCES game (id) ON DELETE CASCADE,
            target text NOT NULL,
            due_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            last_error text,
            parked_at timestamptz,
            done_at timestamptz,
            skipped text,
            CONSTRAINT game_status_schedule_once UNIQUE (game_id, target),
            CONSTRAINT game_status_schedule_target_known CHECK (target IN ('in_progress', 'completed'))
        )
    """)
    op.execute("""
        CREATE TABLE outbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            queue text NOT NULL,
            event jsonb NOT NULL,
            due_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            last_error text,
            parked_at timestamptz,
            created_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE FUNCTION ring_bell() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify(TG_TABLE_NAME, '');
            RETURN NULL;
        END $$
    """)
    for table in SCHEDULES:
        _add_bell(table, pending="{row}.done_at IS NULL AND {row}.parked_at IS NULL")
        op.execute(f"""
            CREATE INDEX {table}_due ON {table} (due_at, id) WHERE done_at IS NULL AND parked_at IS NULL
        """)
    _add_bell("outbox", pending="{row}.parked_at IS NULL")
    op.execute("CREATE INDEX outbox_due ON outbox (queue, due_at, id) WHERE parked_at IS NULL")
    # Rows live for minutes and are rewritten while they do: clean up early, or the small index bloats.
    for table in (*SCHEDULES, "outbox"):
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    op.execute("DROP TABLE outbox, game_status_schedule, notification_schedule")
    for table in (*SCHEDULES, "outbox"):
        op.execute(f"DROP FUNCTION {table}_came_nearer")
    op.execute("DROP FUNCTION ring_bell")


def _add_bell(table: str, pending: str) -> None:
    op.execute(f"""
        CREATE TRIGGER {table}_inserted AFTER INSERT ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ring_bell()
    """)
    op.execute(f"""
        CREATE FUNCTION {table}_came_nearer() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM after_it AS a JOIN before_it AS b USING (id)
                WHERE {pending.format(row="a")} AND (NOT ({pending.format(row="b")}) OR a.due_at < b.due_at)
            ) THEN
                PERFORM pg_notify(TG_TABLE_NAME, '');
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER {table}_updated AFTER UPDATE ON {table}
        REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_came_nearer()
    """)
