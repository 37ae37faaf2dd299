"""Files in a bucket instead of a folder: added, handed out, printed, backed up, put back and forgotten as in a folder.

The store is moto's, a stand-in for Amazon's that answers over HTTP as it would.
"""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from actions.models import Action, ActionFile
from actions.services.files import Upload, add_file, remove_file
from commsplan.backups import making
from commsplan.backups.restoring import restore
from commsplan.environment import refuse_unsafe
from commsplan.file_store import store
from reports.models import Appendix
from reports.packs import at_hand
from reports.rendering import RenderFailed
from reports.verifying import verify
from tests.demo import once, said, seed

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
TODAY = timezone.localdate()
ACCOUNT = {"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "a secret"}


@pytest.fixture(scope="module")
def server():
    serving = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    yield f"http://{host}:{port}"
    serving.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch, tmp_path):
    """An empty bucket, in which the site keeps its files; nothing else is where a folder would be."""
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    name = f"files-{uuid4().hex}"
    made = boto3.resource("s3", endpoint_url=server, region_name="eu-west-2").Bucket(name)
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    settings.MEDIA_ROOT = tmp_path / "no folder"
    place = {"FILES_BUCKET": name, "FILES_ENDPOINT": server, "FILES_REGION": "eu-west-2"}
    settings.STORAGES = {**settings.STORAGES, "default": store(place)}
    yield made
    assert not settings.MEDIA_ROOT.exists()


@pytest.fixture
def people(transactional_db, bucket):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def action(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


def keys(bucket):
    return sorted(found.key for found in bucket.objects.all())


def content_of(bucket, key):
    return bucket.Object(key).get()["Body"].read()


def add(action, people, content, name="notes.txt"):
    return add_file(action=action, by=people.users["officer"], upload=Upload(name, content), on=TODAY)


def test_a_file_is_kept_in_the_bucket_and_handed_out_by_its_page(client, people, action, bucket):
    client.force_login(people.users["officer"])
    sent = once(action.version, file=io.BytesIO(b"evidence"))
    sent["file"].name = "notes.txt"
    client.post(reverse("actions:add-file", kwargs={"pk": action.pk}), sent)
    kept = ActionFile.objects.get()
    assert kept.file.name in keys(bucket) and content_of(bucket, kept.file.name) == b"evidence"
    answer = client.get(reverse("actions:file", kwargs={"pk": kept.pk}))
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"evidence")
    client.force_login(people.users["communications"])
    assert client.get(reverse("actions:file", kwargs={"pk": kept.pk})).status_code == 404


def test_none_is_written_over_and_what_is_removed_is_gone(people, action, bucket):
    name = default_storage.save("a/file.txt", io.BytesIO(b"first"))
    other = default_storage.save("a/file.txt", io.BytesIO(b"second"))
    assert name != other and [content_of(bucket, key) for key in (name, other)] == [b"first", b"second"]
    kept = add(action, people, b"evidence")
    remove_file(file=kept, by=people.users["officer"], on=TODAY)
    assert kept.file.name not in keys(bucket)


def test_whoever_prints_is_given_the_files_in_a_folder(bucket, db):
    first, second = (Appendix(pk=at, kind="txt") for at in (1, 2))
    for one, content in ((first, b"one"), (second, b"two")):
        one.file.save("appendix.txt", io.BytesIO(content), save=False)
    with at_hand([first, second]) as paths:
        assert [Path(paths[pk]).read_bytes() for pk in (1, 2)] == [b"one", b"two"]
    assert not Path(paths[1]).exists()


def test_a_store_that_is_away_is_said_and_what_was_written_is_given_back(client, people, action, bucket, settings):
    away = {"FILES_BUCKET": bucket.name, "FILES_ENDPOINT": "http://127.0.0.1:9", "FILES_REGION": "eu-west-2"}
    settings.STORAGES = {**settings.STORAGES, "default": store(away)}
    client.force_login(people.users["officer"])
    client.raise_request_exception = False
    file = io.BytesIO(b"evidence")
    file.name = "notes.txt"
    words = {"rag": "green", "done": "Posters are up.", "file": file}
    answer = client.post(reverse("actions:update", kwargs={"pk": action.pk}), once(action.version, **words))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "commsplan cannot reach its files" in said(answer) and "Posters are up." in said(answer)
    assert not ActionFile.objects.exists() and not action.updates.filter(done="Posters are up.").exists()


def test_a_backup_holds_them_and_a_restore_puts_them_back(people, action, bucket, tmp_path):
    kept = add(action, people, b"evidence")
    manifest = making.make(tmp_path / "backup", now=NOW)
    assert manifest.missing == [] and manifest.files[kept.file.name].sha256 == kept.sha256
    assert (tmp_path / "backup/files" / kept.file.name).read_bytes() == b"evidence"
    later = add(action, people, b"later")
    bucket.Object(kept.file.name).put(Body=b"something else")
    done = restore(tmp_path / "backup", now=NOW + timedelta(days=1), replace=True)
    assert (done.faults, done.set_aside) == ([], 1)
    assert content_of(bucket, kept.file.name) == b"evidence"
    assert content_of(bucket, f".replaced-20261201T020000/{later.file.name}") == b"later"
    assert later.file.name not in keys(bucket)
    again = making.make(tmp_path / "again", now=NOW)  # what was set aside is in no later backup
    assert again.files == manifest.files


def test_a_folder_of_the_store_s_own_pages_is_no_file_and_a_file_that_goes_is_missing(people, action, bucket, tmp_path):
    bucket.Object("actions/").put(Body=b"")
    kept = add(action, people, b"evidence")
    bucket.Object(kept.file.name).delete()
    assert making.make(tmp_path / "backup", now=NOW).missing == [kept.file.name]
    assert [fault for fault in verify().faults if "no longer there" in fault] == []


def test_a_store_that_is_away_ends_a_backup_with_a_sentence(people, bucket, settings, tmp_path):
    away = {"FILES_BUCKET": bucket.name, "FILES_ENDPOINT": "http://127.0.0.1:9", "FILES_REGION": "eu-west-2"}
    settings.STORAGES = {**settings.STORAGES, "default": store(away)}
    with pytest.raises(CommandError, match="The backup could not be made: .*127.0.0.1:9"):
        call_command("backup", tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_an_appendix_whose_file_is_gone_is_named(bucket, db):
    one = Appendix(pk=1, kind="txt", title="What was asked")
    one.file.save("appendix.txt", io.BytesIO(b"one"), save=False)
    bucket.Object(one.file.name).delete()
    with (
        pytest.raises(RenderFailed) as failed,
        at_hand([Appendix(pk=1, kind="txt", title=one.title, file=one.file.name)]),
    ):
        pass
    assert failed.value.sentence == "The file of the appendix “What was asked” is not there any more."


def refused(**env):
    try:
        refuse_unsafe(env, https=False, debug=False, allowed_hosts=["localhost"])
    except ImproperlyConfigured as reasons:
        return str(reasons)
    return ""


def test_what_is_half_set_or_unsafe_is_refused_at_the_start():
    assert refused(FILES_BUCKET="plans", FILES_ENDPOINT="https://s3.example", **ACCOUNT) == ""
    assert "FILES_ENDPOINT is set without FILES_BUCKET" in refused(FILES_ENDPOINT="https://s3.example")
    assert "FILES_BUCKET is not the name of a bucket" in refused(FILES_BUCKET="Our files")
    assert "FILES_ENDPOINT is not an https address" in refused(FILES_BUCKET="plans", FILES_ENDPOINT="http://s3.example")
    assert "one is set" in refused(FILES_BUCKET="plans", AWS_ACCESS_KEY_ID="somebody")
    assert store({}) == {"BACKEND": "people.room.WholeFiles"}
