"""Files made to do harm are refused in one sentence, or read, soon and in little memory; and call nobody."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from imports.limits import Refused
from imports.sandbox import preview_in_subprocess
from tests.hostile_files import CORPUS, calling, pdf

ROOT = Path(__file__).resolve().parent.parent
MEMORY = 150 * 1024  # kB more than reading a small file takes
SECONDS = 5.0  # of processor time, which another test beside this one does not take
# A process of its own, as what a reader took is told to its parent only, and a large parent hides it.
READ = """
import json, resource, sys
from imports.limits import Refused
from imports.sandbox import preview_in_subprocess
try:
    found = preview_in_subprocess(sys.stdin.buffer.read(), sys.argv[1])
    said = ""
except Refused as refusal:
    found, said = None, str(refusal)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"found": found, "said": said, "kb": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}))
"""


def read(data, name="plan"):
    done = subprocess.run([sys.executable, "-c", READ, name], input=data, capture_output=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def small():
    return {
        kind: read(data)
        for kind, data in ((b"", b"Action,Date\nx,May\n"), (b"%PDF", CORPUS["pdf that runs a script"]()))
    }


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_or_read_soon_and_in_little_memory(name, small):
    data = CORPUS[name]()
    result = read(data, name)
    assert result["found"] is not None or is_sentence(result["said"])
    assert result["seconds"] < SECONDS
    assert result["kb"] - small[b"%PDF" if data.startswith(b"%PDF") else b""]["kb"] < MEMORY


def is_sentence(said):
    """One line that begins with a capital, ends with a full stop, and shows nothing of the inside."""
    return "\n" not in said and said[:1].isupper() and said[-1:] == "." and "Error" not in said and "/" not in said[:1]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a\0b.docx",
        "\ud800.csv",
        "x" * 5_000,
        "\u202excod.exe",
        "-c",
        "a\nb.csv",
        "",
        "nul",
        "“%s{0}”",
    ],
)
def test_what_a_file_is_called_does_no_harm(name):

    assert preview_in_subprocess(b"Action,Date\nx,May 2015\n", name)["rows"]
    with pytest.raises(Refused) as refusal:
        preview_in_subprocess(b"\x89PNG\r\n", name)
    assert is_sentence(str(refusal.value)) and "etc/" not in str(refusal.value)


def test_no_file_makes_its_reader_call_an_address():
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        port = canary.getsockname()[1]
        for name, data in calling(port).items():
            result = read(data, name)
            assert result["found"] or is_sentence(result["said"]), name
        with pytest.raises(TimeoutError):
            canary.accept()
        with socket.create_connection(("127.0.0.1", port)):  # the canary does sing
            canary.accept()[0].close()


def test_the_process_that_reads_can_open_no_connection_and_write_no_file(tmp_path):
    wanted = tmp_path / "written"
    code = "from imports.confined import confine; confine(5); {}"
    for attempt in (
        "import socket; socket.socket()",
        "import os; os.system('true')",
        f"open({str(wanted)!r}, 'w').write('x')",
    ):
        done = subprocess.run([sys.executable, "-c", code.format(attempt)], capture_output=True, cwd=ROOT)
        assert done.returncode != 0, attempt
    assert not wanted.exists() or not wanted.read_text()


def test_a_pdf_with_large_fonts_is_read_like_any_other():
    def change(opened, page):
        font = opened.make_stream(b"\0 font" * 200_000)
        page.Resources.Font.F1.FontDescriptor = opened.make_indirect(pikepdf.Dictionary(FontFile2=font))

    assert [row["title"] for row in preview_in_subprocess(pdf(change), "plan.pdf")["rows"]] == ["Newsletter"]
