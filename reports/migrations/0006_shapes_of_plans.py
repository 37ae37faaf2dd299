from django.db import migrations, models


def name_the_shape(apps, schema_editor):
    """Papers made so far of a plan itself were in the shape it has: that is said now."""
    report, action = apps.get_model("reports", "Report"), apps.get_model("actions", "Action")
    in_parts = action.objects.filter(parent__isnull=False).values("plan")
    whole = report.objects.filter(kind="plan")
    whole.filter(plan__in=in_parts).update(kind="business-plan")
    whole.update(kind="action-table")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_plan_papers"),
        ("actions", "0011_whole_plan"),
    ]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[
                    ("progress", "Progress report"),
                    ("action-table", "The plan, with its actions as one table"),
                    ("business-plan", "The plan, in the form of a business plan"),
                ],
                default="progress",
                max_length=15,
            ),
        ),
        migrations.RunPython(name_the_shape, migrations.RunPython.noop),
    ]
