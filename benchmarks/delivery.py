"""How fast reminders go out: `.venv/bin/python benchmarks/delivery.py [--officers 5000]`.

That many officers have one action due each. The scan queues their e-mails, one process drains the outbox to a real
mail server on this machine, and each is counted there. Beside it stands a bare loop that sends as many messages of
the same size over one connection: what is above its time is ours. SQLite in a folder of its own, or DATABASE_URL: an
empty database, which is filled.
"""

import argparse
import logging
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
DUE = date(2026, 11, 26)
SINK = "--bare-loop"


def bare_loop(port: int, count: int, size: int) -> float:
    """Seconds for so many messages of that size over one connection."""
    lines = ("a" * 70 + "\r\n") * (size // 72)
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(count):
            to = f"officer{number}@demo.example"
            line.sendmail("commsplan@localhost", to, f"To: {to}\r\nSubject: Due\r\n\r\n{lines}")
    return time.perf_counter() - begun


def measure(officers: int, folder: str) -> None:
    import time_machine
    from django.core.management import call_command

    from actions import reminders
    from people.models import OutgoingMail
    from tests.delivery import begin, register
    from tests.smtp_sink import start_sink

    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the mail server's, a line for each command
    call_command("migrate", verbosity=0)
    register({f"officer{number}": [DUE] for number in range(officers)})
    sink, controller = start_sink()

    begun = time.perf_counter()
    with time_machine.travel(MORNING):
        queued = len(reminders.queue_due(on=MORNING.date()))
    print(f"scan: {queued} e-mails queued in {time.perf_counter() - begun:.1f} s")

    drainer = begin(1, MORNING, "drain_outbox", "--once", environment=sink.environment())
    loaded = drainer.stdout.readline() if drainer.stdout else ""
    begun = time.perf_counter()
    drainer.communicate("\n")
    seconds = time.perf_counter() - begun
    if drainer.returncode or not loaded:
        sys.exit("The drainer failed.")
    delivered = len(sink.deliveries)
    repeats = delivered - len({delivery.recipients for delivery in sink.deliveries})
    sent = OutgoingMail.objects.filter(state="sent").count()
    size = sum(len(delivery.message.as_bytes()) for delivery in sink.deliveries) // max(delivered, 1)
    print(f"drain: {delivered} delivered in {seconds:.1f} s, {delivered / seconds:.0f} a second, {size} bytes each")
    print(f"{repeats} repeats; {sent} of {OutgoingMail.objects.count()} sent")
    if (delivered, repeats, sent) != (officers, 0, officers):
        sys.exit(f"There should have been {officers} delivered, 0 repeats and {officers} sent.")

    command = [sys.executable, __file__, SINK, str(sink.port), str(officers), str(size)]
    bare = float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    print(f"bare loop: {officers / bare:.0f} a second; the drain takes {seconds / bare:.1f} times as long")
    controller.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == [SINK]:
        print(bare_loop(*map(int, sys.argv[2:])))
        sys.exit()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"COMMSPLAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "commsplan.settings"}
        import django

        django.setup()
        measure(options.officers, folder)
