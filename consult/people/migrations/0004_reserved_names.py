"""Names of roles, with a list to begin with, and of institutions."""

import consult.people.names.fields
from django.db import migrations, models

WORDS = {
    "en": "admin\nadministration\nadministrator\nadministrators\nmoderation\nmoderator\nmoderators\nministry\n"
    "government official\nprime minister\nofficial account\nsite team",
    "fr": "admin\nadministration\nadministrateur\nadministratrice\nadministrateurs\nmodération\nmodérateur\n"
    "modératrice\nmodérateurs\nministère\npremier ministre\ncompte officiel\néquipe du site",
    "es": "admin\nadministración\nadministrador\nadministradora\nadministradores\nmoderación\nmoderador\n"
    "moderadora\nmoderadores\nministerio\nprimer ministro\ncuenta oficial\nequipo del sitio",
    "ar": "إدارة\nالإدارة\nمدير الموقع\nمشرف\nالمشرف\nمشرفة\nالمشرفة\nإشراف\nالإشراف\nوزارة\nالوزارة\n"
    "رئيس الوزراء\nحساب رسمي\nالحساب الرسمي\nفريق الموقع",
}
"""A list to begin with; site administrators change it."""


def fill(apps, schema_editor):
    RoleWords = apps.get_model("people", "RoleWords")
    for language, words in WORDS.items():
        RoleWords.objects.get_or_create(language=language, defaults={"words": words})



class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_folded_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='InstitutionName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.UUIDField(help_text='The translation key of the page.')),
                ('language', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('folded_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='said')),
                ('drawn_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='drawn')),
            ],
            options={
                'verbose_name': 'name of an institution',
            },
        ),
        migrations.CreateModel(
            name='RoleWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, unique=True, verbose_name='language')),
                ('words', models.TextField(blank=True, help_text='A word or a phrase a line. A public name that holds one as a whole word is refused.', verbose_name='words')),
            ],
            options={
                'verbose_name': 'names of roles',
                'verbose_name_plural': 'names of roles',
            },
        ),
        migrations.AddIndex(
            model_name='institutionname',
            index=models.Index(fields=['folded_name'], name='people_institution_said'),
        ),
        migrations.AddIndex(
            model_name='institutionname',
            index=models.Index(fields=['drawn_name'], name='people_institution_drawn'),
        ),
        migrations.AddIndex(
            model_name='institutionname',
            index=models.Index(fields=['page', 'language'], name='people_institution_page'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
