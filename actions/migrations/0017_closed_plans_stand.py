from django.db import migrations
from django.db.models import Max


def stand(apps, editor):
    """Plans that are closed stand as at the last day on which something was posted on them, or on which they were closed."""
    for plan in apps.get_model("plans", "Plan").objects.filter(status="closed", stands_on=None):
        last = plan.actions.aggregate(on=Max("updates__on"))["on"]
        plan.stands_on = max(plan.closed_on, last) if last else plan.closed_on
        plan.save(update_fields=["stands_on"])


class Migration(migrations.Migration):
    dependencies = [("actions", "0016_links_after_links"), ("plans", "0010_stands_on")]

    operations = [migrations.RunPython(stand, migrations.RunPython.noop)]
