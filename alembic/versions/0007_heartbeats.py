"""When each running part of the product last said that it works."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE heartbeat (
            component text,
            instance text,
            seen_at timestamptz NOT NULL,
            PRIMARY KEY (component, instance)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE heartbeat")
