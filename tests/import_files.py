"""Small Word, Excel and zip files made for the tests of the import, as bytes."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf

FILES = Path(__file__).parent / "files"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADING = ["Action", "Date", "Who", "Progress"]
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def example(name: str) -> bytes:
    return (FILES / name).read_bytes()


def docx_of(*tables: list[list[str]]) -> bytes:
    """A document with one plain table for each list of rows."""
    document = docx.Document()
    for rows in tables:
        table = document.add_table(rows=0, cols=max(len(row) for row in rows))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
        document.add_paragraph("")
    return saved(document)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package(members: dict[str, bytes | str], content_type: str = _DOCUMENT, main: str = "word/document.xml") -> bytes:
    """A zip with a content-types part that names `main`, and these members."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_xml(table: str, before: str = "") -> bytes:
    """A document whose body is this table's XML (with `w:` names), in a package."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = f'{before}<w:document xmlns:w="{W}" xmlns:mc="{mc}"><w:body>{table}</w:body></w:document>'
    return package({"word/document.xml": body})


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tc(text: str, properties: str = "") -> str:
    """A cell with one paragraph; `text` starting with "<" is the paragraph's own XML."""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>"


def heading_tr() -> str:
    return tr(*(tc(text) for text in HEADING))


def xlsx_of(rows: list[list], title: str = "Actions") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def rewritten(data: bytes, **changes) -> bytes:
    """The zip again with members changed: `name=(old, new)` where name's "__" is "/" and its "_xml" is ".xml"."""
    by_name = {name.replace("__", "/").replace("_xml", ".xml"): change for name, change in changes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member in by_name:
                before, after = by_name.pop(member)
                assert before in content
                content = content.replace(before, after)
            new.writestr(member, content)
    assert not by_name
    return out.getvalue()


def ruled_pdf(rows: list[list[str]] | None = None, *, ruled: bool = True) -> bytes:
    """A PDF of one page with this table, drawn with lines or set out without any."""
    rows = rows or [HEADING, ["Newsletter", "May 2015", "Jane Clarke", ""]]
    drawn, top, width, height = [], 760, 120, 20
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            x, y = 50 + column * width, top - number * height
            escaped = text.replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"BT /F1 9 Tf {x + 3} {y - 13} Td ({escaped}) Tj ET")
            if ruled:
                drawn.append(f"{x} {y - height} {width} {height} re S")
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream("\n".join(drawn).encode("latin-1"))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(ruled_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()
