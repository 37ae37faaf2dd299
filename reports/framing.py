"""The pages of somebody else's PDF, each as a picture on a page of ours.

Only what a page draws is taken: no script, form, note, attachment or link comes with it. What its own tags said is lost, so
each page is a figure that says what it is a page of; the file itself is handed out beside the pack.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Rectangle

from reports.binding import Part

UPRIGHT = (595.28, 841.89)  # A4, pt
EDGE, FOOT = 17.0, 62.0  # room around a page; the number stands at the foot


def framed(content: bytes, title: str) -> Part:
    """Raises ValueError, with the reason, where the PDF cannot be opened."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as theirs, pikepdf.new() as pdf:
            tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
            document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
            nums: list[Any] = []
            prepare(theirs)
            count = len(theirs.pages)
            if not count:
                raise ValueError("it has no page")
            for at, page in enumerate(theirs.pages):
                figure = _page(pdf, theirs, page, f"Page {at + 1} of {count} of {title}", at)
                figure.P = document
                document.K.append(figure)
                nums += [at, pdf.make_indirect(Array([figure]))]
            tree.K = Array([document])
            tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(nums)))
            pdf.Root.StructTreeRoot = tree
            pdf.save(out, deterministic_id=True)
    except pikepdf.PasswordError:
        raise ValueError("it is locked with a password") from None
    except pikepdf.PdfError:
        raise ValueError("it is damaged, or no PDF") from None
    return Part(out.getvalue(), count)


def prepare(theirs: pikepdf.Pdf) -> None:
    """What is filled in, stamped or signed becomes part of its page. Raises ValueError where layers are hidden: they would
    show."""
    layers = theirs.Root.get("/OCProperties", pikepdf.Dictionary()).get("/D", pikepdf.Dictionary())
    if len(layers.get("/OFF", [])) or str(layers.get("/BaseState", "/ON")) == "/OFF":
        raise ValueError("it has hidden layers. Print it to a PDF without them, and attach that")
    theirs.generate_appearance_streams()
    theirs.flatten_annotations("print")
    for one in theirs.objects:
        if isinstance(one, pikepdf.Stream) and "/StructParents" in one:
            del one["/StructParents"]  # of a tree that stays behind


def _page(pdf: pikepdf.Pdf, theirs: pikepdf.Pdf, page: pikepdf.Page, words: str, at: int) -> pikepdf.Object:
    """A page of ours with theirs on it, upright or turned as theirs is; the figure that it is."""
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    is_wide = (abs(right - left) > abs(top - bottom)) != (int(page.get("/Rotate", 0)) % 180 == 90)
    width, height = UPRIGHT[::-1] if is_wide else UPRIGHT
    ours = pdf.add_blank_page(page_size=(width, height))
    page.Contents = theirs.make_stream(_unmarked(page))
    drawing = pdf.copy_foreign(page.as_form_xobject())
    ours.add_resource(drawing, Name.XObject, Name.Theirs)
    room = Rectangle(EDGE, FOOT, width - EDGE, height - EDGE)
    placed = ours.calc_form_xobject_placement(
        drawing, Name.Theirs, room, invert_transformations=True, allow_shrink=True, allow_expand=True
    )
    ours.contents_add(b"/Figure << /MCID 0 >> BDC\n" + placed + b"\nEMC\n")
    ours.StructParents, ours.Tabs = at, Name.S
    box = Array([round(edge, 2) for edge in (EDGE, FOOT, width - EDGE, height - EDGE)])
    layout = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=box)
    return pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=words, Pg=ours.obj, K=Array([0]), A=layout)
    )


def _unmarked(page: pikepdf.Page) -> bytes:
    """What a page draws, without its marks of structure: they would say something within our figure. Those of layers
    stay, or what is hidden would show."""
    kept: list[Any] = []
    open_marks: list[bool] = []
    for step in pikepdf.parse_content_stream(page):
        operands, name = step.operands, str(step.operator)
        if name in ("BMC", "BDC"):
            open_marks.append(bool(operands) and operands[0] == Name.OC)
            if not open_marks[-1]:
                continue
        elif name == "EMC":
            if not open_marks or not open_marks.pop():
                continue
        elif name in ("MP", "DP"):
            continue
        kept.append(step)
    return pikepdf.unparse_content_stream(kept)
