"""What is new, read from CHANGELOG.md: sections by day, in them parts, in these what was changed. Pure.

Of the file's marks only `## `, `### ` and `- ` are known; all else is text, and shown as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Part:
    """What changed in one part of the product; `title` is empty where a day has no parts."""

    title: str = ""
    changes: list[str] = field(default_factory=list)


@dataclass
class Section:
    """A day, or a version."""

    title: str
    parts: list[Part] = field(default_factory=lambda: [Part()])

    @property
    def filled(self) -> list[Part]:
        return [part for part in self.parts if part.changes]


def read_changes(text: str) -> list[Section]:
    """The sections in the order of the file. What stands before the first is left out."""
    found: list[Section] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append(Section(line[3:].strip()))
        elif not found:
            continue
        elif line.startswith("### "):
            found[-1].parts.append(Part(line[4:].strip()))
        elif line.startswith("- "):
            found[-1].parts[-1].changes.append(line[2:].strip())
        elif line.strip() and found[-1].parts[-1].changes:
            found[-1].parts[-1].changes[-1] += f" {line.strip()}"
    return found
