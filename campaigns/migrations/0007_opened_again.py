import django.db.models.deletion
from django.db import migrations, models

from people.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_corrected_times"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_at", models.DateTimeField()),
                ("closed_by_name", models.CharField(max_length=120)),
                ("reason", models.TextField()),
                ("by_name", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="campaigns.emergency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="opened_again_for_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__gte", models.F("closed_at"))), name="opened_again_after_it_was_closed"
                    ),
                ],
            },
        ),
        append_only("campaigns_reopening"),
    ]
