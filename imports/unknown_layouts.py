"""Papers in a layout that nobody has described: lists, pairs of project and colour, tables under unknown headings."""

from collections.abc import Sequence

from imports.drafts import Collected
from imports.lists import collect_list, is_list
from imports.rag_pairs import collect_pairs, is_rag_pairs
from imports.rows import TableReader, skip_whole
from imports.tables import Table


def collect_guessing(tables: Sequence[Table]) -> Collected:
    """Read tables under headings that nobody knows, by what their columns hold."""
    collected = Collected()
    for table in tables:
        if table.unread:
            skip_whole(collected, table, table.unread)
        elif is_list(table):
            collect_list(table, collected)
        elif is_rag_pairs(table):
            collect_pairs(table, collected)
        else:
            TableReader(table, collected, None, {}).read(guessing=True)
    if collected.drafts and not collected.warnings:
        collected.warnings.append(
            "The headings are not known, so what each column holds was told by its content. Check the columns first."
        )
    return collected
