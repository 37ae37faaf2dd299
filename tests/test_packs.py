"""Appendices as files, the pack they are bound into, and what goes out with an issued paper."""

import io
import subprocess

import page as validator
import pikepdf
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from people.models import Membership, Role, User
from plans.models import Plan
from reports.attachments import kind_of, without_metadata
from reports.forms import AttachForm
from reports.front.checks import run_checks
from reports.making import make_waiting
from reports.models import Appendix, IssuedFile, Report
from reports.rendering import RenderFailed, render_pack
from reports.services import appendices as services
from reports.services import front, issuing
from reports.verifying import verify
from reports.word.reading import blocks_of
from tests.committee import TODAY, address, answer, cover_report, findings, issued, sign_all
from tests.demo import once, seed
from tests.test_pdf import faults, sheet

ACTIVE = b"<</S /JavaScript /JS (app.alert(1))>>"


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def clerk(people):
    return people.users["democratic.services"]


@pytest.fixture
def report(people):
    return cover_report(people)


def foreign_pdf(*words, wide=False):
    """Somebody else's PDF: a page for each of `words`, with a script, a note, a form and an attachment."""
    pdf = pikepdf.new()
    for text in words:
        page = pdf.add_blank_page(page_size=(842, 595) if wide else (595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
        marked = f"/P << /MCID 0 >> BDC BT /F0 24 Tf 72 400 Td ({text}) Tj ET EMC".encode()
        page.Contents = pdf.make_stream(marked)
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99])
        link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://elsewhere.example/")
        page.Annots = pdf.make_indirect(pikepdf.Array([link]))
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.attachments["secret.txt"] = b"attached"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def picture(kind="JPEG"):
    out = io.BytesIO()
    made = Image.new("RGB", (80, 40), "navy")
    exif = made.getexif()
    exif[0x010E] = "taken at the back door"
    made.save(out, kind, exif=exif)
    return out.getvalue()


def word():
    document = Document()
    document.add_heading("What was asked", 1)
    document.add_paragraph("Members asked <b>who</b> decides.")
    document.add_paragraph("The Board", style="List Bullet")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("Council", "Replies"), ("Swale", "31")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_picture(io.BytesIO(picture("PNG")))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def layered():
    """A PDF with a layer that is switched off."""
    pdf = pikepdf.open(io.BytesIO(foreign_pdf("Seen")))
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Draft"))
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def awkward():
    """A Word document with what is easily lost, and with what is not to be shown."""
    document = Document()
    paragraph = document.add_paragraph("Kept. ")
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t>Inserted. </w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>Deleted</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>Hidden</w:t></w:r>"))
    inside = "<w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent>"
    paragraph._p.addnext(parse_xml(f"<w:sdt {nsdecls('w')}>{inside}</w:sdt>"))
    table = document.add_table(1, 1)
    table.rows[0].cells[0].text = "Outer"
    table.rows[0].cells[0].add_table(1, 1).rows[0].cells[0].text = "Nested"
    only_pictures = document.add_table(1, 1)
    only_pictures.rows[0].cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(picture("PNG")))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document_gives_all_that_is_shown_and_nothing_else():
    found = blocks_of(awkward())
    said = " ".join([one.text for one in found] + [text for one in found for row in one.rows for text in row])
    assert " ".join(said.split()) == "Kept. Inserted. In a control. Outer Nested"
    assert [(one.rows, one.pictures, one.has_head) for one in found][-1] == ([], 1, False)


def test_a_picture_is_kept_without_what_the_camera_wrote(report, clerk):
    kept = give(report, clerk, 4, picture(), alt="A square")
    with kept.file.open("rb") as file:
        content = file.read()
    assert b"back door" in picture() and b"back door" not in content
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(without_metadata(clear.getvalue(), "png"))) as drawn:
        assert drawn.getpixel((0, 0)) == (255, 255, 255)
    for broken in (b"\x89PNG\r\n\x1a\nnothing", picture()[:200]):
        with pytest.raises(ValidationError, match="The picture is damaged"):
            give(report, clerk, 4, broken, alt="A square")


def test_what_is_filled_in_or_stamped_is_on_the_page(tmp_path):
    pdf = pikepdf.open(io.BytesIO(foreign_pdf("Form")))
    stamp = pdf.make_stream(b"BT /F0 20 Tf 0 0 Td (Stamped) Tj ET")
    stamp.Type, stamp.Subtype, stamp.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 40])
    stamp.Resources = pdf.pages[0].Resources
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Stamp,
        Rect=[72, 72, 272, 112],
        F=4,
        AP=pikepdf.Dictionary(N=stamp),
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
    pdf.save(tmp_path / "one")
    assert "Stamped" in text_of(render_pack(sheet("<p>Words</p>"), [entry("pdf", str(tmp_path / "one"))]))


def give(report, clerk, number, content, name="file", alt="", exempt=""):
    report.refresh_from_db()
    one = Appendix.objects.get(front__report=report, position=number)
    return services.attach(
        appendix=one, by=clerk, version=report.version, name=name, content=content, alt=alt, exempt=exempt
    )


def text_of(content):
    return " ".join(
        subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode().split()
    )


def entry(kind, content, number="i", **more):
    """An appendix as the pack is given it, its file written nowhere but where `path` says."""
    title = f"Appendix {number}: A thing"
    head = sheet().replace("<h1>P</h1>", f"<h2>{title}</h2>")
    return {"title": title, "kind": kind, "path": content, "alt": "", "html": "", "sheet": head} | more


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """A paper with one appendix of each kind."""
    folder = tmp_path_factory.mktemp("pack")
    contents = {"pdf": foreign_pdf("First page", "Second page"), "docx": word(), "jpg": picture()}
    rows = []
    for kind, content in contents.items():
        (folder / kind).write_bytes(content)
        rows.append(entry(kind, str(folder / kind), number=["i", "ii", "iii"][len(rows)], alt="A blue square"))
    (folder / "wide").write_bytes(foreign_pdf("Turned", wide=True))
    rows.append(entry("pdf", str(folder / "wide"), number="iv"))
    rows.append(entry("pdf", "", number="v", html=sheet("<h2 id='a'>Of our own</h2><p><a href='#a'>See a</a></p>")))
    return render_pack(sheet("<h2 id='a'>One</h2><p>Words</p>"), rows)


def test_a_pack_has_every_appendix_with_page_numbers_and_bookmarks(pack):
    text = text_of(pack)
    for words in ("First page", "Second page", "Turned", "Members asked <b>who</b> decides.", "Council", "Of our own",
                  "its layout is not. 1 picture is left out.", "It follows on the next 2 pages."):  # fmt: skip
        assert words in text
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        count = len(pdf.pages)
        assert [f"Page {at} of {count}" in text for at in range(1, count + 1)] == [True] * count
        with pdf.open_outline() as outline:
            marks = {one.title: [pdf.pages.index(pikepdf.Page(one.destination[0]))] for one in outline.root}
            own = [child.title for one in outline.root for child in one.children]
        assert list(marks) == ["P", *(f"Appendix {number}: A thing" for number in ("i", "ii", "iii", "iv", "v"))]
        assert list(marks.values()) == [[0], [1], [4], [5], [6], [8]]
        assert "P" in own
        wide = pdf.pages[7].mediabox
        assert float(wide[2]) > float(wide[3])


def test_the_same_appendices_give_the_same_pack(tmp_path):
    (tmp_path / "one").write_bytes(foreign_pdf("Words"))
    rows = [entry("pdf", str(tmp_path / "one"))]
    assert render_pack(sheet("<p>Words</p>"), rows) == render_pack(sheet("<p>Words</p>"), rows)


def test_a_pack_stays_tagged_and_brings_nothing_active(pack):
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        wrong = set(faults(pdf))
        assert {one for one in wrong if not one.startswith("font /Helvetica")} == {
            "one first heading"
        }  # each paper has its own
        assert not pdf.attachments
        (link,) = [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert (
            link.Dest[0].objgen == pdf.pages[9].obj.objgen
        )  # the appendix's own, not the heading of that name before it
    result = {one.message for one in validate(pack)}
    assert {one for one in result if "direct font /F0" not in one} == set()  # their own
    assert b"back door" not in pack


def validate(content):
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return validator.validate_pdf(file.name, profile=validator.ValidationProfile.PDF_UA_1).failures


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("pdf", b"%PDF-1.7\nnothing", "it is damaged, or no PDF"),
        ("pdf", locked(), "it is locked with a password"),
        ("docx", b"PK\x03\x04nothing", "it is damaged, or no Word document"),
        ("pdf", layered(), "it has hidden layers"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, kind, content, why):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(RenderFailed, match=f"Appendix i: A thing cannot be bound in: {why}"):
        render_pack(sheet("<p>Words</p>"), [entry(kind, str(tmp_path / "file"))])


@pytest.mark.plain_rows
@pytest.mark.parametrize(
    ("content", "kind"), [(foreign_pdf("A"), "pdf"), (word(), "docx"), (picture(), "jpg"), (picture("PNG"), "png")]
)
def test_a_file_is_known_by_its_bytes(content, kind):
    assert kind_of(content) == kind


@pytest.mark.plain_rows
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"<svg onload=alert(1)>", "This is no PDF, Word document"),
        (b"PK\x03\x04zip", "This is no PDF, Word document"),
        (b"%PDF-" + b"x" * 20 * 1024 * 1024, "larger than 20 MB"),
        (locked(), "This PDF is locked"),
    ],
)
def test_what_cannot_be_attached_is_refused_in_a_sentence(content, said):
    with pytest.raises(ValueError, match=said):
        kind_of(content)


def test_a_picture_takes_words_for_what_it_shows(report, clerk):
    with pytest.raises(ValidationError, match="what the picture shows"):
        give(report, clerk, 4, picture())
    give(report, clerk, 4, picture(), alt="Who reports to whom")
    assert not [one for one in findings(report) if "picture" in one]
    Appendix.objects.filter(position=4).update(alt="")
    (found,) = [one for one in findings(report) if "picture" in one]
    assert (
        found == "The picture of “Diagram of governance arrangements for MKIP and MKS” has no words for what it shows."
    )


def test_the_list_keeps_the_files_of_what_it_keeps(report, clerk):
    give(report, clerk, 2, foreign_pdf("Witnesses"), name="witnesses.pdf")
    titles = [one.title for one in Appendix.objects.filter(front__report=report)]
    report.refresh_from_db()
    with pytest.raises(ValidationError, match="has a file"):  # another in its stead, and one more at the end
        services.set_appendices(
            report=report, by=clerk, version=report.version, titles=[titles[0], *titles[2:], "Another"]
        )
    report.refresh_from_db()
    moved = [titles[1], titles[0], *titles[2:]]
    services.set_appendices(report=report, by=clerk, version=report.version, titles=moved)
    assert Appendix.objects.get(front__report=report, position=1).file_name == "witnesses.pdf"
    renamed = ["Witnesses heard", *moved[1:]]
    services.set_appendices(report=report, by=clerk, version=report.version, titles=renamed)
    first = Appendix.objects.get(front__report=report, position=1)
    assert (first.title, first.file_name) == ("Witnesses heard", "witnesses.pdf")
    with pytest.raises(ValidationError, match="“Witnesses heard” has a file. Take the file out first"):
        services.set_appendices(report=report, by=clerk, version=report.version, titles=renamed[1:])
    report.refresh_from_db()
    services.detach(appendix=first, by=clerk, version=report.version)
    report.refresh_from_db()
    services.set_appendices(report=report, by=clerk, version=report.version, titles=renamed[1:])
    assert Appendix.objects.filter(front__report=report).count() == 6


def test_a_clerk_attaches_in_the_browser_and_loses_nothing(client, report, clerk):
    client.force_login(clerk)
    report.refresh_from_db()
    one = Appendix.objects.get(front__report=report, position=1)
    page = reverse("reports:attach", kwargs={"pk": one.pk})
    assert client.get(page).status_code == 200
    sent = once() | {"version": report.version, "exempt": "", "alt": "typed words"}
    refused = client.post(page, sent | {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert refused.status_code == 400
    assert "This is no PDF, Word document" in refused.text and "typed words" in refused.text
    sent |= once()
    done = client.post(page, sent | {"file": SimpleUploadedFile("scope.pdf", foreign_pdf("Scope"))}, follow=True)
    assert "scope.pdf" in done.text
    kept = client.get(reverse("reports:attached", kwargs={"pk": one.pk}))
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Type"] == "application/pdf"


def test_what_goes_out_keeps_its_files_and_shows_the_public_ones_alone(client, report, clerk):
    give(report, clerk, 1, foreign_pdf("Scope"), name="scope.pdf")
    give(report, clerk, 2, foreign_pdf("Secret witness"), name="witness.pdf", exempt="1")
    answer(report, clerk, key_decision="no", wards="None")
    sign_all(report, clerk)
    assert "1 appendix is exempt, whole or in words. Say why" in findings(report)[1]
    bare, only = run_checks(issuing.subject_of(report, on=TODAY))[0]
    assert "5 appendices have no file: iii, iv" in bare.sentence
    front.accept_check(
        report=report, key=only.key, sentence=only.sentence, reason="He was promised it", by=clerk,
        version=report.version, on=TODAY,
    )  # fmt: skip
    issue = issued(report, clerk)
    files = {(one.kind, one.number): one for one in issue.files.all()}
    assert {key: one.is_public for key, one in files.items()} == {
        ("pack", 0): True, ("exempt", 0): False, ("appendix", 1): True, ("appendix", 2): False,
    }  # fmt: skip
    client.force_login(clerk)
    read = {
        key: b"".join(client.get(reverse("reports:issued-file", kwargs={"pk": one.pk}))) for key, one in files.items()
    }
    assert "Scope" in text_of(read["pack", 0]) and "Secret witness" not in text_of(read["pack", 0])
    apart = text_of(read["exempt", 0])
    assert apart.count("Not for publication. Page") == 3
    assert "Secret witness" in apart and "The public interest in keeping it so: He was promised it" in apart
    assert "(exempt, paragraph 1: not for publication)" in text_of(read["pack", 0])
    issuing.publish(issue=issue, by=clerk, on=TODAY)
    client.logout()
    open_ones = {
        key: client.get(reverse("reports:published-file", kwargs={"pk": one.pk})).status_code
        for key, one in files.items()
    }
    assert open_ones == {("pack", 0): 200, ("exempt", 0): 404, ("appendix", 1): 200, ("appendix", 2): 404}
    shelf = client.get(reverse("reports:published")).text
    assert "Appendix i: Scoping Report" in shelf and "Witness" not in shelf
    assert verify().faults == []
    storage = report.pdf.storage
    with storage.open(files["pack", 0].file, "wb") as file:
        file.write(b"%PDF-another")
    (fault,) = verify().faults
    assert fault.startswith("“The paper with its appendices” of issue")
    issuing.withdraw(report=report, by=clerk, reason="An error", on=TODAY)
    assert client.get(reverse("reports:published-file", kwargs={"pk": files["appendix", 1].pk})).status_code == 404


def test_exempt_files_stay_with_the_council_and_partners_read_the_rest(client, report, clerk, people):
    give(report, clerk, 1, foreign_pdf("Scope"), name="scope.pdf")
    give(report, clerk, 2, foreign_pdf("Secret witness"), name="witness.pdf", exempt="1")
    make_waiting()
    partner = User.objects.create_user("partner@swale.example", "x", name="Partner")
    Membership.objects.create(user=partner, organisation=people.councils["swale"], role=Role.OFFICER)
    report.refresh_from_db()
    attached = {one.position: reverse("reports:attached", kwargs={"pk": one.pk}) for one in Appendix.objects.all()}
    pages = [attached[1], attached[2], address("exempt", report)]
    client.force_login(partner)
    assert [client.get(page).status_code for page in pages] == [200, 403, 403]
    client.force_login(clerk)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_only_a_paper_that_the_clerk_may_read_is_attached_and_an_exempt_one_as_such(report, clerk, people):
    from reports.services.papers import draft_report

    other = draft_report(
        plan=report.plan, by=clerk, kind="cover", title="A secret report", report_of="Somebody", as_at=TODAY
    )
    make_waiting()
    answer(other, clerk, key_decision="no", exempt="3", exempt_because="Bids")
    one = Appendix.objects.get(front__report=report, position=6)

    def attach(exempt=""):
        report.refresh_from_db()
        other.refresh_from_db()
        services.attach_paper(appendix=one, by=clerk, version=report.version, paper=other, exempt=exempt)

    with pytest.raises(ValidationError, match="Make its PDF first"):
        attach("3")
    issuing.draw_again(report=other, by=clerk)
    make_waiting()
    with pytest.raises(ValidationError, match="That paper is exempt"):
        attach()
    attach("3")
    hidden = draft_report(plan=report.plan, by=clerk, title="Kent's", report_of="Somebody", as_at=TODAY)
    kent = Plan.objects.create(
        organisation=people.councils["kent"], title="Kent", slug="kent", first_year=2026, last_year=2026
    )
    Report.objects.filter(pk=hidden.pk).update(plan=kent)
    make_waiting()
    hidden.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.attach_paper(appendix=one, by=clerk, version=report.version, paper=hidden, exempt="")
    form = AttachForm(appendix=one, reader=clerk, initial={})
    assert hidden not in form.fields["paper"].queryset and other in form.fields["paper"].queryset


def test_a_paper_from_here_is_attached_as_it_stands(client, report, clerk, people):
    from reports.services.papers import draft_report

    other = draft_report(plan=report.plan, by=clerk, title="The position", report_of="Somebody", as_at=TODAY)
    make_waiting()
    other.refresh_from_db()
    report.refresh_from_db()
    one = Appendix.objects.get(front__report=report, position=6)
    services.attach_paper(appendix=one, by=clerk, version=report.version, paper=other, exempt="")
    one.refresh_from_db()
    assert one.sha256 == other.pdf_sha256 and "The position" in one.html
    client.force_login(clerk)
    client.post(address("again", report), once())
    assert make_waiting() == 1
    report.refresh_from_db()
    with report.pack.open("rb") as file, pikepdf.open(file) as pdf:
        tags = {str(one.S) for one in pdf.Root.StructTreeRoot.K[0].K}
        assert "/Figure" not in tags  # set anew, tags and all
    assert IssuedFile.objects.count() == 0
