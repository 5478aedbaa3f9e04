"""Names that are being taken at this moment."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_guests'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded_name', models.CharField(max_length=240, unique=True)),
                ('drawn_name', models.CharField(max_length=240, unique=True)),
            ],
        ),
    ]
