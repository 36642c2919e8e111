"""Announcements and their lanes, who was told what, and the audit log.

The announcement's bell rings when a message fell behind its game, or may be tried again sooner.
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE announcement (
            game_id text PRIMARY KEY REFERENCES game (id) ON DELETE CASCADE,
            channel_id bigint NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
            message_id bigint,
            wanted integer NOT NULL,
            shown integer NOT NULL,
            shown_hash text,
            due_at timestamptz NOT NULL,
            claimed_at timestamptz,
            posted_at timestamptz,
            attempts integer NOT NULL,
            last_error text,
            parked_at timestamptz
        )
    """)
    op.execute("""
        CREATE INDEX announcement_dirty ON announcement (channel_id, due_at)
        WHERE shown < wanted AND parked_at IS NULL
    """)
    op.execute("""
        CREATE TABLE lane (
            channel_id bigint PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
            free_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TRIGGER announcement_inserted AFTER INSERT ON announcement
        FOR EACH STATEMENT EXECUTE FUNCTION ring_bell()
    """)
    op.execute("""
        CREATE FUNCTION announcement_fell_behind() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM after_it AS a JOIN before_it AS b USING (game_id)
                WHERE a.shown < a.wanted AND a.parked_at IS NULL
                  AND (a.wanted > b.wanted OR a.due_at < b.due_at OR b.parked_at IS NOT NULL)
            ) THEN
                PERFORM pg_notify(TG_TABLE_NAME, '');
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER announcement_updated AFTER UPDATE ON announcement
        REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
        FOR EACH STATEMENT EXECUTE FUNCTION announcement_fell_behind()
    """)
    op.execute("""
        CREATE TABLE delivery (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            game_id text NOT NULL REFERENCES game (id) ON DELETE CASCADE,
            user_id bigint NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
            kind text NOT NULL,
            occasion text NOT NULL,
            state text NOT NULL,
            message_id bigint,
            reason text,
            planned_at timestamptz NOT NULL,
            attempted_at timestamptz,
            finished_at timestamptz,
            CONSTRAINT delivery_once UNIQUE (game_id, user_id, kind, occasion),
            CONSTRAINT delivery_state_known CHECK (state IN ('planned', 'sent', 'channel', 'skipped'))
        )
    """)
    op.execute("CREATE INDEX ix_delivery_user_id ON delivery (user_id)")
    op.execute("""
        CREATE TABLE audit (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL,
            actor text NOT NULL,
            verb text NOT NULL,
            guild_id bigint NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
            game_id text REFERENCES game (id) ON DELETE SET NULL,
            before jsonb NOT NULL,
            after jsonb NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_audit_guild_id ON audit (guild_id)")
    op.execute("CREATE INDEX ix_audit_game_id ON audit (game_id)")


def downgrade() -> None:
    op.execute("DROP TABLE audit, delivery, lane, announcement")
    op.execute("DROP FUNCTION announcement_fell_behind")
