from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_opened_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="spending",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
