"""Redis stopped, frozen and wiped under a running site: an officer's save does not notice, and the e-mail comes later."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from commsplan import serve
from people.models import OutgoingMail
from tests.delivery import Visitor, tell, told
from tests.demo import seed
from tests.servers import Redis, free_port
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import ROOT, database_url, start_worker

OFFICER, DIRECTOR = "officer@demo.example", "director@demo.example"


@dataclass
class Site:
    """The web processes as `./run` starts them with Redis, an officer who has signed in, and a worker."""

    port: int
    redis: Redis
    sink: SmtpSink
    folder: Path

    def __post_init__(self) -> None:
        self.environment = {"DATABASE_URL": database_url(connection.settings_dict), **self.sink.environment()}
        self.environment |= {"CELERY_BROKER_URL": self.redis.url, "CACHE_URL": self.redis.url[:-1] + "1"}
        self.officer = Visitor(self.port)
        self.start_worker()

    def start_worker(self) -> None:
        self.worker = start_worker(self.environment, log=self.folder / "worker.log", options=["--concurrency=1"])

    def rings(self) -> int:
        """How many rings wait in Redis."""
        with redis.Redis.from_url(self.redis.url) as client:
            return int(client.llen("celery"))

    def nobody_listens(self) -> bool:
        """Has Redis noticed that the killed worker no longer waits for rings? It would hand it the next one, also where
        the question was still on its way when the worker died: so it is looked at for half a second."""
        with redis.Redis.from_url(self.redis.url) as client:
            for _ in range(10):
                if int(client.info("clients")["blocked_clients"]):
                    return False
                time.sleep(0.05)
        return True

    def sign_in(self, visitor: Visitor | None = None) -> int:
        """Sign the officer in, as anybody does; the code of the answer."""
        visitor = visitor or self.officer
        visitor.get(reverse("account_login"))
        form = {"login": OFFICER, "password": "a password of the demo"}
        return visitor.post(reverse("account_login"), form)[0]

    def save(self, words: str) -> tuple[int, float]:
        """Post an update that turns an action red, of which the director is told; the code and the seconds it took."""
        action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
        colour = {"rag": "red", "explanation": "The printer is closed.", "done": words}
        ProgressUpdate.objects.filter(action=action).delete()  # so that it is newly red each time
        form = {"form_token": uuid4(), "version": action.version, **colour}
        begun = time.monotonic()
        code, _ = self.officer.post(reverse("actions:update", kwargs={"pk": action.pk}), form)
        return code, time.monotonic() - begun

    def save_until_a_ring_waits(self, words: str) -> int:
        """Save until Redis holds a ring; how often. On a slow machine the last question of a killed worker may still
        have been on its way, and have taken the first ring with it."""
        for number in (1, 2, 3):
            assert self.save(f"{words}, {number}")[0] == 302
            try:
                wait_until(lambda: self.rings() >= 1, "ring in Redis", seconds=20 if number == 3 else 5)
            except TimeoutError:
                if number == 3:
                    raise
            else:
                return number
        raise AssertionError

    def says(self, address: str) -> tuple[int, dict]:
        code, body = Visitor(self.port).get(address)
        return code, json.loads(body)

    def poll(self) -> None:
        """Do as the scheduler does every half minute."""
        tell("people.drain_outbox", broker=self.redis.url, folder=self.folder)


@pytest.fixture
def site(transactional_db: None, own_redis: Redis, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Site]:
    seed(as_written=False, today=timezone.localdate())
    port = free_port()
    site = Site(port, own_redis, smtp_sink, tmp_path)
    command = serve.commands(port=port, broker=own_redis.url)["web"]
    environment = os.environ | site.environment
    web = subprocess.Popen(command, cwd=ROOT, env=environment, process_group=0, preexec_fn=serve.stop_with_parent)
    try:
        wait_until(lambda: serve.answers(port), "answer of the site", seconds=60)
        assert site.sign_in() == 302
        yield site
    finally:
        own_redis.thaw()
        site.worker.kill()
        serve.stop([serve.Child("web", command, web)])


def test_a_save_while_redis_is_stopped_is_kept_and_its_e_mail_goes_out_when_redis_is_back_empty(site: Site) -> None:
    site.redis.stop()
    code, seconds = site.save("Written while Redis was stopped")
    print(f"saved in {seconds:.3f} s while Redis was stopped")
    assert code == 302
    assert ProgressUpdate.objects.filter(done="Written while Redis was stopped").exists()
    assert site.says("/healthz") == (200, {"ok": True})
    assert site.says("/readyz")[1]["broker"] == "down"
    assert site.sign_in(Visitor(site.port)) == 302
    assert OutgoingMail.objects.get().state == "queued"
    assert site.sink.deliveries == []

    site.redis.start()
    assert site.says("/readyz")[1]["broker"] == "ok"
    site.poll()
    site.sink.wait_for(1, seconds=60)
    assert told(site.sink) == {DIRECTOR: 1}
    # The same web processes ring again, and the same worker hears it.
    assert site.save("Written when Redis was back")[0] == 302
    site.sink.wait_for(2, seconds=60)
    wait_until(lambda: OutgoingMail.objects.count_by_state()["sent"] == 2, "end of the queue")
    assert told(site.sink) == {DIRECTOR: 2}

    # A ring that nobody has heard yet is lost with what Redis held; the e-mail is not.
    site.worker.kill()
    wait_until(site.nobody_listens, "end of the worker's line")
    mails = 2 + site.save_until_a_ring_waits("Rung for, with nobody there to hear")
    site.redis.stop()
    site.redis.start()
    site.start_worker()
    assert site.rings() == 0
    site.poll()
    site.sink.wait_for(mails, seconds=60)
    wait_until(lambda: OutgoingMail.objects.count_by_state()["sent"] == mails, "end of the queue")
    assert told(site.sink) == {DIRECTOR: mails}


def test_a_save_while_redis_is_frozen_is_kept_and_its_e_mail_goes_out_when_redis_has_thawed(site: Site) -> None:
    site.redis.freeze()
    taken = [site.save(f"Written while Redis was frozen, {number}") for number in range(3)]
    print("saved in", [f"{seconds:.3f} s" for _, seconds in taken], "while Redis was frozen")
    assert [code for code, _ in taken] == [302] * 3
    assert site.says("/healthz") == (200, {"ok": True})
    assert site.says("/readyz")[1]["broker"] == "down"
    assert site.sign_in(Visitor(site.port)) == 302
    assert OutgoingMail.objects.count_by_state()["queued"] == 3
    assert site.sink.deliveries == []

    site.redis.thaw()
    site.poll()
    site.sink.wait_for(3, seconds=60)
    wait_until(lambda: OutgoingMail.objects.count_by_state()["sent"] == 3, "end of the queue")
    assert told(site.sink) == {DIRECTOR: 3}
    assert site.says("/readyz")[1]["broker"] == "ok"
