"""W8, the scheduler: it goes on where its file cannot be written, and starts where it cannot be made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler

from commsplan.celery import app
from commsplan.scheduler import SteadyScheduler
from tests.faults.disks import Disk

# What is thrown away with a full disk under it says once more that it could not be written.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with Disk(tmp_path / "disk", 1) as disk:
        yield disk


def test_it_goes_on_where_the_disk_has_become_full(disk: Disk) -> None:
    beat = SteadyScheduler(app=app, schedule_filename=str(disk.folder / "schedule"))
    disk.fill()
    entries = set(beat.schedule)
    for number in range(50):
        beat.schedule[f"entry {number}"] = beat.schedule["drain-outbox"]
        beat.sync()
    assert set(beat.schedule) > entries >= {"drain-outbox", "send-reminders"}
    disk.free()
    again = SteadyScheduler(app=app, schedule_filename=str(disk.folder / "schedule"))
    assert (set(again.schedule) >= entries, again.is_in_memory) == (True, False)


def test_it_starts_on_a_full_disk(disk: Disk) -> None:
    disk.fill()
    beat = SteadyScheduler(app=app, schedule_filename=str(disk.folder / "schedule"))
    assert beat.is_in_memory and "drain-outbox" in beat.schedule
    beat.sync()


def test_that_test_fails_with_celery_s_own(disk: Disk) -> None:
    """Negative control."""
    beat = PersistentScheduler(app=app, schedule_filename=str(disk.folder / "schedule"))
    disk.fill()
    with pytest.raises(OSError, match="No space left"):
        for number in range(50):
            beat.schedule[f"entry {number}"] = beat.schedule["drain-outbox"]
            beat.sync()
