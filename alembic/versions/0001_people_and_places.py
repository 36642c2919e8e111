"""Servers, channels, roles, people: what the bot knows of Discord."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE app_user (
            id bigint PRIMARY KEY,
            username text NOT NULL,
            global_name text,
            zone text,
            dm_channel_id bigint,
            dm_blocked_at timestamptz
        )
    """)
    op.execute("""
        CREATE TABLE guild (
            id bigint PRIMARY KEY,
            name text NOT NULL,
            owner_id bigint NOT NULL,
            settings jsonb NOT NULL DEFAULT '{}',
            left_at timestamptz
        )
    """)
    op.execute("""
        CREATE TABLE channel (
            id bigint PRIMARY KEY,
            guild_id bigint NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
            name text NOT NULL,
            position integer NOT NULL,
            bot_can_post boolean NOT NULL,
            settings jsonb NOT NULL DEFAULT '{}',
            removed_at timestamptz
        )
    """)
    op.execute("CREATE INDEX ix_channel_guild_id ON channel (guild_id)")
    op.execute("""
        CREATE TABLE role (
            id bigint PRIMARY KEY,
            guild_id bigint NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
            name text NOT NULL,
            position integer NOT NULL,
            permissions bigint NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_role_guild_id ON role (guild_id)")
    op.execute("""
        CREATE TABLE member (
            guild_id bigint REFERENCES guild (id) ON DELETE CASCADE,
            user_id bigint REFERENCES app_user (id) ON DELETE CASCADE,
            nick text,
            role_ids bigint[] NOT NULL DEFAULT '{}',
            PRIMARY KEY (guild_id, user_id)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE member, role, channel, guild, app_user")
