"""Settings at every level with locks, templates, and what the bot says when it joins a server."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE instance (
            id smallint PRIMARY KEY,
            settings jsonb NOT NULL DEFAULT '{}',
            locked text[] NOT NULL DEFAULT '{}',
            CONSTRAINT instance_only_one CHECK (id = 1)
        )
    """)
    op.execute("INSERT INTO instance (id) VALUES (1)")
    op.execute("""
        ALTER TABLE guild
            ADD locked text[] NOT NULL DEFAULT '{}',
            ADD welcomed_at timestamptz
    """)
    op.execute("""
        ALTER TABLE channel
            ADD missing text[] NOT NULL DEFAULT '{}',
            ADD locked text[] NOT NULL DEFAULT '{}'
    """)
    # Servers the bot knows already have been set up; only new ones are to be welcomed.
    op.execute("UPDATE guild SET welcomed_at = now()")
    op.execute("""
        CREATE TABLE template (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            guild_id bigint NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
            channel_id bigint REFERENCES channel (id) ON DELETE SET NULL,
            name text NOT NULL,
            title text NOT NULL,
            description text NOT NULL,
            settings jsonb NOT NULL DEFAULT '{}',
            locked text[] NOT NULL DEFAULT '{}',
            position integer NOT NULL,
            is_default boolean NOT NULL,
            CONSTRAINT template_name_length CHECK (length(name) BETWEEN 1 AND 50),
            CONSTRAINT template_title_length CHECK (length(title) <= 100),
            CONSTRAINT template_description_length CHECK (length(description) <= 2000)
        )
    """)
    # What is changed for the whole installation belongs to no server.
    op.execute("ALTER TABLE audit ALTER guild_id DROP NOT NULL")
    op.execute("CREATE UNIQUE INDEX template_name_once ON template (guild_id, lower(name))")
    op.execute("CREATE UNIQUE INDEX template_one_default ON template (guild_id) WHERE is_default")


def downgrade() -> None:
    op.execute("DELETE FROM audit WHERE guild_id IS NULL")
    op.execute("ALTER TABLE audit ALTER guild_id SET NOT NULL")
    op.execute("DROP TABLE template, instance")
    op.execute("ALTER TABLE channel DROP missing, DROP locked")
    op.execute("ALTER TABLE guild DROP locked, DROP welcomed_at")
