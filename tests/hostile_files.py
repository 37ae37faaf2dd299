"""Files made to do harm, by name: `CORPUS[name]()` gives the bytes. What each is for stands in its name."""

import io
import random
import zipfile
import zlib

import pikepdf

from tests.import_files import HEADING, heading_tr, ruled_pdf, tc, tr, word_xml, xlsx_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
CANARY = "http://127.0.0.1:{port}/canary"


def noise(count):
    """Words that do not pack, so that no limit of packing stops what they fill."""
    chance = random.Random(1)  # noqa: S311
    return ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=12)) for _ in range(count)]


WORDS = noise(50_000)


def word(number):
    return WORDS[number % len(WORDS)]


def workbook(sheet=None, shared=None, relations=b"", **parts):
    """A workbook with its one sheet's XML replaced, shared strings of its own, and parts put in."""
    types = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of([HEADING, ["Newsletter", "May 2015", "Jane Clarke", ""]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            content = old.read(member)
            if sheet and member.endswith("sheet1.xml"):
                content = sheet.encode()
            if shared and member == "[Content_Types].xml":
                content = content.replace(b"</Types>", types.encode())
            if shared and member.endswith("workbook.xml.rels"):
                content = content.replace(b"</Relationships>", relation.encode())
            if relations and member.endswith("workbook.xml.rels"):
                content = content.replace(b"</Relationships>", relations + b"</Relationships>")
            new.writestr(member, content)
        if shared:
            new.writestr("xl/sharedStrings.xml", shared)
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def sheet(rows, after=""):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'


def cell(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def shared(texts):
    return f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


def pdf(change):
    """The PDF of one ruled table after `change(pdf, page)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(ruled_pdf())) as opened:
        change(opened, opened.pages[0])
        opened.save(out)
    return out.getvalue()


def drawing(content):
    def change(opened, page):
        page.Contents = pikepdf.Stream(opened, zlib.compress(content), Filter=pikepdf.Name.FlateDecode)

    return pdf(change)


def runs_javascript(opened, _page):
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def holds_itself(opened, page):
    form = opened.make_stream(b"/X Do")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 1, 1]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.Resources.XObject = pikepdf.Dictionary(X=form)
    page.Contents = opened.make_stream(b"/X Do " * 2_000)


def is_among_its_own_pages(opened, _page):
    opened.Root.Pages.Kids.append(opened.Root.Pages)


def packed_thrice(opened, page):
    page.Contents = pikepdf.Stream(
        opened, zlib.compress(zlib.compress(b"0" * 200_000_000)), Filter=[pikepdf.Name.FlateDecode] * 2
    )


def packed_by_runs(opened, page):
    page.Contents = pikepdf.Stream(opened, b"\x81 " * 4_000_000, Filter=pikepdf.Name.RunLengthDecode)


def many_pages(opened, page):
    for _ in range(100):
        opened.pages.append(page)


def zipped_names(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


CORPUS = {
    "zip whose parts climb out of it": lambda: zipped_names("../../etc/passwd", "/etc/cron.d/x", "[Content_Types].xml"),
    "zip of too many parts": lambda: zipped_names(*(f"part{number}.xml" for number in range(2_001))),
    "xlsx of a million rows": lambda: workbook(sheet(f'<row r="{n}">{cell(n)}</row>' for n in range(1, 400_001))),
    "xlsx of rows with a format and nothing else": lambda: workbook(
        sheet(f'<row r="{n}" ht="{word(n)}"/>' for n in range(1, 400_000))
    ),
    "xlsx of blank cells with a format": lambda: workbook(
        sheet(f'<row r="{n}">{"".join(f"<c s={chr(34)}{(n * k) % 7}{chr(34)}/>" for k in range(40))}</row>' for n in range(1, 15_000))
    ),
    "xlsx of a million shared strings": lambda: workbook(shared=shared(f"{word(n)} {n}" for n in range(300_000))),
    "xlsx of a few long shared strings used everywhere": lambda: workbook(
        sheet(f'<row r="{n}">{"".join(f"<c t={chr(34)}s{chr(34)}><v>{(n * k) % 50}</v></c>" for k in range(60))}</row>' for n in range(1, 9_000)),
        shared(" ".join(word(n * k) for k in range(2_400)) for n in range(50)),
    ),
    "xlsx of merged cells without end": lambda: workbook(
        sheet([f'<row r="1">{cell("Action")}</row>'], f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}A{n}:C{n * 7 % 10**6 + n}{chr(34)}/>' for n in range(1, 200_000))}</mergeCells>")
    ),
    "xlsx whose merged cell covers the sheet": lambda: workbook(
        sheet([f'<row r="1">{"".join(map(cell, HEADING))}</row>'], '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "xlsx whose cells lie outside the sheet": lambda: workbook(sheet(['<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'])),
    "xlsx with tags nested without end": lambda: workbook(sheet([f"<row>{'<c>' * 20_000}{'</c>' * 20_000}</row>"])),
    "docx with tags nested without end": lambda: word_xml("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000),
    "docx of tables in tables": lambda: word_xml("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    "docx of more cells than there is room for": lambda: word_xml(
        "".join(f"<w:tbl>{tr(*(tc(word(n * k)) for k in range(40)))}</w:tbl>" for n in range(5_000))
    ),
    "docx of paragraphs without end": lambda: word_xml("".join(f"<w:p><w:r><w:t>• {word(n)}</w:t></w:r></w:p>" for n in range(300_000))),
    "docx of a cell that spans the world": lambda: word_xml(
        f"<w:tbl>{heading_tr()}{tr(tc('x', '<w:gridSpan w:val=' + chr(34) + '999999999' + chr(34) + '/>'))}</w:tbl>"
    ),
    "docx of attributes without end": lambda: word_xml(f"<w:p {' '.join(f'a{n}={chr(34)}x{chr(34)}' for n in range(100_000))}/>"),
    "csv of bullets without end": lambda: b"- a\n" * 2_000_000,
    "csv of marks of a web page": lambda: b"<p><b>" * 1_500_000,
    "csv of one line": lambda: b",".join([b"a"] * 3_000_000),
    "csv of blank lines": lambda: b"Action,Date\nx,May\n" + b"\n" * 9_000_000,
    "csv of quotation marks": lambda: b'"' * 9_000_000,
    "csv of headings without end": lambda: b"Action\nDate\n" * 700_000,
    "csv of brackets where an owner stands": lambda: b'Action,Date,Who\nx,May 2015,"' + b"(" * 30_000 + b'"\n',
    "csv of parts where an owner stands": lambda: b'Action,Date,Who\nx,May 2015,"' + b"Jane to prepare with Ann Bell and " * 900 + b'"\n',
    "csv of dates where one stands": lambda: b'Action,Date,Who\nx,"' + b"May 2015 and " * 2_500 + b'",J\n',
    "csv of audiences": lambda: b'Action,Audience,Date\nx,"' + b"a and " * 5_000 + b'",May\n',
    "text in an alphabet of four bytes": lambda: "Action,Date\nx,May".encode("utf-32"),
    "text in half of an alphabet": lambda: b"\xff\xfe" + b"A\0c\0t",
    "every byte there is": lambda: bytes(range(1, 256)) * 1_000,
    "json nested without end": lambda: b"[" * 5_000_000,
    "pdf that runs a script": lambda: pdf(runs_javascript),
    "pdf whose drawing holds itself": lambda: pdf(holds_itself),
    "pdf that is among its own pages": lambda: pdf(is_among_its_own_pages),
    "pdf of lines without end": lambda: drawing(b"\n".join(b"%d %d m %d %d l S" % (n % 600, n // 600, n * 7 % 600, n * 3 % 800) for n in range(100_000))),
    "pdf of letters without end": lambda: drawing(b"BT /F1 9 Tf " + b"(abcdefghijklmnop) Tj " * 100_000 + b"ET"),
    "pdf packed in what is packed": lambda: pdf(packed_thrice),
    "pdf packed by runs": lambda: pdf(packed_by_runs),
    "pdf of too many pages": lambda: pdf(many_pages),
    "pdf of brackets": lambda: b"%PDF-1.4\n1 0 obj " + b"(" * 3_000_000,
    "pdf of nothing": lambda: b"%PDF-1.4\nstartxref\n9\n%%EOF",
}  # fmt: skip


def calling(port):
    """Files that name an address to call, each in the way its kind has for it."""
    address = CANARY.format(port=port)
    link = f'<Relationship Id="rId98" Type="{OFFICE}/relationships/{{}}" Target="{address}" TargetMode="External"/>'
    formula = f'=WEBSERVICE("{address}")'

    def action(opened, page):
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=address))

    return {
        "xlsx": workbook(relations=link.format("externalLink").encode()),
        "formula": xlsx_of([HEADING, ["Newsletter", "May 2015", "Jane Clarke", formula]]),
        "docx": word_xml(f"<w:tbl>{heading_tr()}{tr(*map(tc, ['Newsletter', 'May 2015', 'J Clarke', '']))}</w:tbl><w:altChunk/>"),
        "dtd": word_xml("<w:tbl/>", before=f'<!DOCTYPE x SYSTEM "{address}">'),
        "csv": f'Action,Date,Who\n<img src="{address}">,May 2015,{formula}\n'.encode(),
        "pdf": pdf(action),
    }  # fmt: skip
