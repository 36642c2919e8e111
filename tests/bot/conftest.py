"""The bot's tests play in the tavern."""

from tests.cast import ada, door, empty_tavern, ivo, mira, noor, sam, tavern

__all__ = ["ada", "door", "empty_tavern", "ivo", "mira", "noor", "sam", "tavern"]
