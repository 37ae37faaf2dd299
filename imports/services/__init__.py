"""Taking a file in: upload, check row by row, import, and undo; each function checks who may, and leaves an event."""

from imports.services.columns import forget_column, read_again
from imports.services.files import import_file, receive_file
from imports.services.removal import remove_plan
from imports.services.rows import (
    accept_all,
    answer,
    correct_row,
    decide_row,
    take_all,
    take_difference,
    tell_apart,
)
from imports.services.undo import undo_import

__all__ = [
    "accept_all",
    "answer",
    "correct_row",
    "decide_row",
    "forget_column",
    "import_file",
    "read_again",
    "receive_file",
    "remove_plan",
    "take_all",
    "take_difference",
    "tell_apart",
    "undo_import",
]
