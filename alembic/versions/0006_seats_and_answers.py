"""Sign-up methods, role priorities, maybe, undo, reminder routes, threads; and things kept for minutes."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE game
            ADD instructions text NOT NULL DEFAULT '',
            ADD signup text NOT NULL DEFAULT 'open',
            ADD player_roles bigint[] NOT NULL DEFAULT '{}',
            ADD priority_roles bigint[] NOT NULL DEFAULT '{}',
            ADD thread text NOT NULL DEFAULT 'off',
            ADD reminder_route text NOT NULL DEFAULT 'dm',
            ADD template_id bigint REFERENCES template (id) ON DELETE SET NULL,
            ADD origins jsonb NOT NULL DEFAULT '{}',
            ADD details_version integer NOT NULL DEFAULT 1,
            ADD roster_version integer NOT NULL DEFAULT 1,
            ADD told_at timestamptz,
            ADD CONSTRAINT game_location_length CHECK (length(location) <= 200),
            ADD CONSTRAINT game_instructions_length CHECK (length(instructions) <= 1000),
            ADD CONSTRAINT game_signup_known CHECK (signup IN ('open', 'ask', 'host', 'role')),
            ADD CONSTRAINT game_thread_known CHECK (thread IN ('off', 'on_first_join', 'always')),
            ADD CONSTRAINT game_reminder_route_known CHECK (reminder_route IN ('dm', 'channel', 'off'))
    """)
    op.execute("UPDATE game SET details_version = version, roster_version = version")
    for column in ("instructions", "signup", "thread", "reminder_route", "details_version", "roster_version"):
        op.execute(f"ALTER TABLE game ALTER {column} DROP DEFAULT")
    op.execute("ALTER TABLE participant ADD maybe boolean NOT NULL DEFAULT false, ADD left_at timestamptz")
    op.execute("ALTER TABLE participant ALTER maybe DROP DEFAULT")
    op.execute("""
        ALTER TABLE app_user
            ADD reminder_route text,
            ADD CONSTRAINT app_user_reminder_route_known CHECK (reminder_route IN ('dm', 'channel', 'off'))
    """)
    op.execute("ALTER TABLE announcement ADD problem text, ADD thread_id bigint")
    # Not logged, so not written twice: nothing in it has to survive a crash.
    op.execute("""
        CREATE UNLOGGED TABLE cache (
            key text PRIMARY KEY,
            value jsonb NOT NULL,
            expires_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_cache_expires_at ON cache (expires_at)")


def downgrade() -> None:
    op.execute("DROP TABLE cache")
    op.execute("ALTER TABLE announcement DROP problem, DROP thread_id")
    op.execute("ALTER TABLE app_user DROP reminder_route")
    # Before this version everybody in the table was in the game.
    op.execute("DELETE FROM participant WHERE left_at IS NOT NULL")
    op.execute("ALTER TABLE participant DROP maybe, DROP left_at")
    op.execute("""
        ALTER TABLE game
            DROP CONSTRAINT game_location_length,
            DROP instructions, DROP signup, DROP player_roles, DROP priority_roles, DROP thread,
            DROP reminder_route, DROP template_id, DROP origins, DROP details_version, DROP roster_version,
            DROP told_at
    """)
