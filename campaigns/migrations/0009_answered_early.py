from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_corrected_spending"),
    ]

    operations = [
        migrations.AlterField(
            model_name="enquirystep",
            name="step",
            field=models.CharField(
                choices=[
                    ("logged", "Logged"),
                    ("given", "Given to"),
                    ("due", "Another deadline"),
                    ("lines", "Lines to take written"),
                    ("approved", "Lines to take approved"),
                    ("answered", "Answered"),
                    ("early", "Answered before approval"),
                    ("corrected", "Answer corrected"),
                    ("came", "When it came"),
                    ("went", "When it was answered"),
                ],
                max_length=10,
            ),
        ),
    ]
