"""Plan game nights with a Discord server."""

__version__ = "0.1.0"
