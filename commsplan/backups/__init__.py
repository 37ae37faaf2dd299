"""Backups of the whole register: database and files as one, and the way back. See docs/operations.md and ADR 36."""
