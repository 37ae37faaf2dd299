"""D2: the worker and the processes of its pool are killed while they send, as the site runs them.

The short form, which does not wait for a lease to run out, is in tests/test_delivery.py.
"""

import time
from pathlib import Path
from random import SystemRandom

from django.db import connection

from people.models import OutgoingMail
from tests.delivery import message_ids, told
from tests.faults.figures import figure, only_in_full, rig
from tests.faults.running import Site
from tests.faults.test_mail_faults import put, repeats
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import database_url

MAILS, KILLS = 200, 10
by_lot = SystemRandom()


@only_in_full
def test_a_worker_killed_ten_times_loses_nothing_and_repeats_only_what_was_on_the_wire(
    transactional_db: None, redis_if_any: dict[str, str], smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    addresses = put(MAILS)
    smtp_sink.slow = 0.3
    on_the_wire, last = 0, 0.0
    with Site(tmp_path, smtp_sink, {"DATABASE_URL": database_url(connection.settings_dict), **redis_if_any}) as site:
        for number in range(KILLS):
            before = len(smtp_sink.deliveries)
            smtp_sink.wait_for(before + 1, seconds=240)
            time.sleep(by_lot.uniform(0, 1))
            (site.kill_child if rig() == "P" and number % 2 else site.kill)(" worker")
            on_the_wire += OutgoingMail.objects.filter(state="claimed", lease_until__isnull=False).count()
            time.sleep(1)
            site.leader(" worker")
            last = time.monotonic()
        wait_until(lambda: OutgoingMail.objects.count_by_state()["sent"] == MAILS, "end of the queue", seconds=400)
        seconds = time.monotonic() - last
    lost = len(set(addresses) - set(told(smtp_sink)))
    ids = max(len(seen) for seen in message_ids(smtp_sink).values())
    figure(
        "D2",
        required=f"{MAILS} e-mails, {KILLS} kills: lost 0, repeats ≤ 20, same Message-ID, all sent ≤ 150 s after the last start",
        found=f"{lost} lost, {repeats(smtp_sink)} repeats, ≤ {ids} Message-ID each, {seconds:.0f} s",
    )
    assert lost == 0 and ids == 1
    assert repeats(smtp_sink) <= 20
    assert seconds <= 150
