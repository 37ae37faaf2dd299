"""The check of migrations: it finds each thing the released code would stumble over, and nothing in ours."""

import json

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from commsplan.migration_rules import RELEASED, faults, faults_of
from tests.workers import ROOT


@pytest.fixture(scope="module")
def base() -> ProjectState:
    leaves = json.loads(RELEASED.read_text())["leaves"]
    return MigrationLoader(None).project_state(list(leaves.items()))


def found(base, *operations, app="people"):
    migration = migrations.Migration("9999_of_a_test", app)
    migration.operations = list(operations)
    return [type(operation).__name__ for operation, why in faults_of(migration, base, base) if why]


TEXT = models.TextField()
NEW = migrations.CreateModel("Newcomer", [("id", models.BigAutoField(primary_key=True)), ("word", TEXT)])


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("user", "name"),
        migrations.DeleteModel("SentForm"),
        migrations.RenameField("user", "name", "called"),
        migrations.RenameModel("SentForm", "Form"),
        migrations.AlterModelTable("SentForm", "forms"),
        migrations.AddField("user", "motto", models.TextField()),
        migrations.AddField("user", "motto", models.TextField(default="")),
        migrations.AlterField("outgoingmail", "retry_at", models.DateTimeField()),
        migrations.AlterField("outgoingmail", "subject", models.CharField(max_length=20)),
        migrations.AlterField("outgoingmail", "subject", models.IntegerField()),
        migrations.AlterField("outgoingmail", "subject", models.CharField(max_length=250, unique=True)),
        migrations.AddConstraint("user", models.CheckConstraint(condition=~models.Q(name=""), name="named")),
        migrations.AddIndex("outgoingmail", models.Index(fields=["kind"], name="by_kind")),
        migrations.RunPython(lambda apps, editor: None),
        migrations.RunSQL("SELECT 1"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("user", "name")]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_the_released_code_would_stumble_over_is_found(base, operation):
    assert len(found(base, operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        NEW,
        migrations.AddField("user", "motto", models.TextField(null=True)),
        migrations.AddField("user", "motto", models.TextField(db_default="")),
        migrations.AlterField("outgoingmail", "subject", models.CharField(max_length=300)),
        migrations.AlterField("outgoingmail", "subject", models.CharField(max_length=250, null=True)),
        migrations.AddIndex("organisation", models.Index(fields=["name"], name="by_name")),
        migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_it_does_not_notice_is_let_pass(base, operation):
    assert found(base, operation) == []


def test_with_a_model_that_is_not_released_yet_anything_may_be_done(base):
    changes = [
        migrations.AddField("newcomer", "must", models.TextField(default="")),
        migrations.RemoveField("newcomer", "word"),
        migrations.RenameModel("Newcomer", "Guest"),
    ]
    assert found(base, NEW, *changes) == []


def test_ours_keep_to_it(capsys):
    assert faults() == []
    call_command("check_migrations", "--json")
    assert json.loads(capsys.readouterr().out)["faults"] == []


def test_seen_from_an_older_release_ours_do_not(capsys):
    """The control: the migrations before the first release do what later ones may not."""
    leaves = json.loads(RELEASED.read_text())["leaves"] | {"people": "0002_mail_swept_at", "actions": "0001_initial"}
    first = {app: name if app in ("people", "actions") else "0001_initial" for app, name in leaves.items()}
    assert faults({"version": "0", "leaves": first, "accepted": {}})


def test_what_is_accepted_says_why():
    released = json.loads(RELEASED.read_text())
    assert all(len(why) > 20 for why in released["accepted"].values())
    assert f'version = "{released["version"]}"' in (ROOT / "pyproject.toml").read_text()
