"""Taking part without an account."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0005_names_of_partners'),
    ]

    operations = [
        migrations.AddField(
            model_name='consultation',
            name='allows_guests',
            field=models.BooleanField(default=False, help_text='Whether people may contribute with an e-mail address alone. What they say becomes public when they follow a link in a mail, is marked, and is counted apart.', verbose_name='without an account'),
        ),
        migrations.AddField(
            model_name='consultationpage',
            name='allows_guests',
            field=models.BooleanField(default=False, help_text='Whether people may contribute with an e-mail address alone. What they say becomes public when they follow a link in a mail, is marked, and is counted apart.', verbose_name='without an account'),
        ),
    ]
