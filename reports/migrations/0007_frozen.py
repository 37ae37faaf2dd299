import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_shapes_of_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="snapshot",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        append_only("reports_snapshot"),
    ]
