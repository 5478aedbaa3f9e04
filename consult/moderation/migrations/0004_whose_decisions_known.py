import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_whose_decisions")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="consultations.consultation",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="author",
            field=models.ForeignKey(
                help_text="Whose words the decision is about.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions_about",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
