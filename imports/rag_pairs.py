"""The layout of two columns without a heading: a project and its colour, and in the row below what there is to say of it.

A workstream stands among them with a colour of its own; its words end in "workstream", "priority" or "programme".
"""

import re

from imports.drafts import Collected, Draft, Section, Skipped
from imports.rag_words import read_rag
from imports.tables import Table
from imports.vocabulary import Column, Layout

LAYOUT = Layout((Column(0, "Project", "title"), Column(1, "RAG", "rag"), Column(2, "Commentary", "progress")))
UNRATED = re.compile(r"n/?a|for info(rmation)?|data only|on hold|tbc|-+", re.IGNORECASE)
GROUP = re.compile(r"(?P<title>.+?)\s+(?:workstream|priority|programme|theme)", re.IGNORECASE)
LEAST, SHARE = 3, 0.8


def is_rag_pairs(table: Table) -> bool:
    """Are nearly all texts of the second column colours, and is there nothing in a third?"""
    beside = [row.cells[1].text for row in table.rows if len(row.cells) > 1 and row.cells[1].text]
    beyond = any(cell.text for row in table.rows for cell in row.cells[2:])
    rated = [text for text in beside if read_rag(text)[0] or UNRATED.fullmatch(text)]
    return not beyond and len(rated) >= LEAST and len(rated) >= SHARE * len(beside)


def collect_pairs(table: Table, out: Collected) -> None:
    section, last = "", None
    for row in (row for row in table.rows if not row.is_blank):
        words = row.cells[0].text
        colour = row.cells[1].text if len(row.cells) > 1 else ""
        place = table.place(row)
        if colour and (group := GROUP.fullmatch(words)):
            section, last = group["title"], None
            out.sections.append(Section(section, colour, place))
            out.skipped.append(
                Skipped(row.text, f"It is the heading of the section “{section}”, not an action.", place)
            )
        elif colour:
            last = Draft(LAYOUT, section=section, place=place, texts={"title": words, "rag": colour})
            last.source |= {"title": place, "rag": place}
            last.cells += [["Project", words], ["RAG", colour]]
            out.drafts.append(last)
        elif last:
            last.texts["progress"] = "\n".join(filter(None, (last.text("progress"), words)))
            last.source["progress"] = place
            last.cells.append(["Commentary", words])
        else:
            out.skipped.append(Skipped(row.text, "It stands before the first project.", place))
    for column in LAYOUT.columns:
        out.columns.setdefault(column.header, column.field)
