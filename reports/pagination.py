"""Running heads as pagination artifacts: WeasyPrint marks them as content that hangs in no structure tree."""

import io
import re

import pikepdf

MARK = re.compile(rb"/\w+\s*<<\s*/MCID\s+(?P<number>\d+)\s*>>\s*BDC")


def finish(raw: bytes) -> bytes:
    """The PDF with its running heads marked, and an identifier made from its content alone."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        reached = _reached(pdf.Root.StructTreeRoot)
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
        for page in pdf.pages:
            owners = parents[int(page.StructParents)]
            loose = {at for at, owner in enumerate(owners) if owner.objgen not in reached}
            if loose:
                page.Contents = pdf.make_stream(_remarked(page, loose))
                for at in loose:
                    owners[at] = None
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _reached(root: pikepdf.Object) -> set[tuple[int, int]]:
    """Object numbers of every element that hangs in the structure tree."""
    reached: set[tuple[int, int]] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo.extend(node)
        elif isinstance(node, pikepdf.Dictionary) and node.objgen not in reached:
            reached.add(node.objgen)
            if "/K" in node:
                todo.append(node.K)
    return reached


def _remarked(page: pikepdf.Page, loose: set[int]) -> bytes:
    """The page's content with the marked content in `loose` turned into artifacts. Texts in it are written in hexadecimal,
    so that what looks like a mark is one."""

    def each(mark: re.Match[bytes]) -> bytes:
        return b"/Artifact << /Type /Pagination >> BDC" if int(mark["number"]) in loose else mark[0]

    return MARK.sub(each, page.Contents.read_bytes())
