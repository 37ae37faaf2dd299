"""`python -m imports.parse FILENAME YEARS < file > preview.json`: one preview, in a process that has limits.

YEARS is a comma-separated list such as "2015/16,2016/17", or "". Exit 0 with the JSON; exit 2 with one sentence on
standard error if the file is refused.
"""

import json
import resource
import sys

from imports.limits import UPLOAD_BYTES, Refused
from imports.preview import preview
from plans.periods import FinancialYear, Years

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
REFUSED = 2
_TOO_MUCH_MEMORY = "Reading the file needs more memory than an import may use; divide it into smaller files."
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.", "ftplib.")


def confine() -> None:
    """Bound this process before it sees the file: memory, processor time, no core, no file written, no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_forbid)


def _forbid(event: str, _arguments: tuple) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while a file is read")


def read_years(labels: str) -> Years | None:
    """The plan's years from their labels, divided by commas; None for none."""
    years = [FinancialYear.parse(label) for label in labels.split(",") if label]
    return Years(years[0], years[-1]) if years else None


def main(arguments: list[str]) -> int:
    """Read standard input whole, write the preview. `arguments` are FILENAME and YEARS."""
    filename, years = arguments
    try:
        data = sys.stdin.buffer.read(UPLOAD_BYTES + 1)
        found = preview(data, filename, read_years(years))
        answer = json.dumps(found, ensure_ascii=False)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except (MemoryError, RecursionError):
        print(_TOO_MUCH_MEMORY, file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(answer.encode())
    return 0


if __name__ == "__main__":
    confine()
    sys.exit(main(sys.argv[1:]))
