"""Taking part without an account."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0008_names_of_institutions'),
    ]

    operations = [
        migrations.AddField(
            model_name='section',
            name='guest_comments_count',
            field=models.PositiveIntegerField(default=0, help_text='Those of the comments whose authors have no account.', verbose_name='comments without an account'),
        ),
        migrations.AddField(
            model_name='section',
            name='guest_threads_count',
            field=models.PositiveIntegerField(default=0, help_text='Those of the contributions whose authors have no account.', verbose_name='contributions without an account'),
        ),
    ]
