"""Games and who signed up for them."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE game (
            id text PRIMARY KEY,
            guild_id bigint NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
            channel_id bigint NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
            host_id bigint NOT NULL REFERENCES app_user (id),
            title text NOT NULL,
            description text NOT NULL,
            location text NOT NULL,
            starts_at timestamptz NOT NULL,
            zone text NOT NULL,
            duration integer,
            max_players integer,
            reminders integer[] NOT NULL DEFAULT '{}',
            notify_roles bigint[] NOT NULL DEFAULT '{}',
            status text NOT NULL,
            version integer NOT NULL,
            cancelled_by bigint,
            cancelled_at timestamptz,
            cancel_reason text NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT game_title_length CHECK (length(title) BETWEEN 1 AND 100),
            CONSTRAINT game_description_length CHECK (length(description) <= 2000),
            CONSTRAINT game_duration_range CHECK (duration BETWEEN 1 AND 1440),
            CONSTRAINT game_max_players_range CHECK (max_players BETWEEN 1 AND 100),
            CONSTRAINT game_status_known
                CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled'))
        )
    """)
    op.execute("CREATE INDEX game_by_guild ON game (guild_id, starts_at, id)")
    op.execute("""
        CREATE TABLE participant (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            game_id text NOT NULL REFERENCES game (id) ON DELETE CASCADE,
            user_id bigint REFERENCES app_user (id),
            guest_name text,
            position integer,
            priority integer,
            joined_at timestamptz NOT NULL,
            CONSTRAINT participant_user_or_guest CHECK (num_nonnulls(user_id, guest_name) = 1),
            CONSTRAINT participant_guest_name_length CHECK (length(guest_name) BETWEEN 1 AND 100),
            CONSTRAINT participant_once_per_game UNIQUE (game_id, user_id)
        )
    """)
    op.execute("CREATE INDEX ix_participant_user_id ON participant (user_id)")


def downgrade() -> None:
    op.execute("DROP TABLE participant, game")
