"""What is done to plans and their rows; each function checks who may, and leaves an event in the audit trail."""

from plans.services.partners import set_rights
from plans.services.plan import (
    STALENESS,
    add_plan,
    add_priority,
    adopt_plan,
    check_open,
    close_plan,
    declare,
    edit_plan,
    not_reminded,
    reopen_plan,
    set_rules,
    unnamed_posts,
)
from plans.services.rows import add_row, edit_row, last_change, move_row, remove_row, undo

__all__ = [
    "STALENESS",
    "add_plan",
    "add_priority",
    "add_row",
    "adopt_plan",
    "check_open",
    "close_plan",
    "declare",
    "edit_plan",
    "edit_row",
    "last_change",
    "move_row",
    "not_reminded",
    "remove_row",
    "reopen_plan",
    "set_rights",
    "set_rules",
    "undo",
    "unnamed_posts",
]
