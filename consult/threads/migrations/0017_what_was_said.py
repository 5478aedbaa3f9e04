"""What was said has the same columns in held words as in comments."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0009_guest_counts'),
        ('threads', '0016_pseudonyms_of_translators'),
    ]

    operations = [
        migrations.AlterField(
            model_name='heldtext',
            name='affiliation',
            field=models.CharField(choices=[('citizen', 'citizen'), ('civil_society', 'civil society'), ('public_servant', 'public servant'), ('local_authority', 'local authority'), ('parliament', 'parliament'), ('private_sector', 'private sector'), ('academia', 'academia'), ('press', 'press')], default='citizen', help_text='In what capacity the author spoke, as of then.', max_length=20, verbose_name='affiliation'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='by_official',
            field=models.BooleanField(default=False, help_text='Whether the author spoke for the government, as of then.', verbose_name='by an official'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='difference',
            field=models.JSONField(blank=True, help_text='From the wording it was written on to the proposed one.', null=True, verbose_name='difference'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='kind',
            field=models.CharField(choices=[('remark', 'remark'), ('question', 'question'), ('suggestion', 'suggestion')], default='remark', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='organisation_confirmed',
            field=models.BooleanField(default=False, help_text='Whether it was confirmed that they speak for it, as of then.', verbose_name='organisation confirmed'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='written_on',
            field=models.ForeignKey(blank=True, help_text='The wording that a suggestion changes, or from which words are quoted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.versionsection'),
        ),
    ]
