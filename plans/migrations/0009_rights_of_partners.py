"""Which partners read only: a column beside the partners that stand there already, all of whom go on as they were."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("plans", "0008_election_kind_wards")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PlanPartner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partnerships",
                                to="people.organisation",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partnerships",
                                to="plans.plan",
                            ),
                        ),
                    ],
                    options={"db_table": "plans_plan_partners", "unique_together": {("plan", "organisation")}},
                ),
                migrations.AlterField(
                    model_name="plan",
                    name="partners",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="partner_plans",
                        through="plans.PlanPartner",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="planpartner",
            name="rights",
            field=models.CharField(
                choices=[
                    ("read", "Read it, and nothing more"),
                    ("contribute", "Read it, comment, and work on the actions they are given"),
                ],
                default="contribute",
                max_length=10,
            ),
        ),
    ]
