"""Organisations, and who speaks for them."""

import consult.core.ids
import consult.people.names.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_reserved_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=consult.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('folded_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='said')),
                ('drawn_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='drawn')),
                ('kind', models.CharField(blank=True, choices=[('civil_society', 'civil-society organisation'), ('public_body', 'public body'), ('local_authority', 'local authority'), ('parliament', 'parliament'), ('company', 'company'), ('professional', 'trade or professional association'), ('union', 'trade union'), ('academia', 'university or research institute'), ('press', 'press and media'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('country', models.CharField(blank=True, help_text='Code of ISO 3166-1.', max_length=2, verbose_name='country')),
                ('website', models.URLField(blank=True, verbose_name='web site')),
                ('register_name', models.CharField(blank=True, help_text='The public register in which it is listed as a representative of interests.', max_length=120, verbose_name='lobby register')),
                ('register_number', models.CharField(blank=True, max_length=60, verbose_name='number in that register')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
            },
        ),
        migrations.CreateModel(
            name='OrganisationMember',
            fields=[
                ('id', models.UUIDField(default=consult.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('declared', 'declared'), ('confirmed', 'confirmed'), ('ended', 'ended')], default='declared', max_length=10, verbose_name='state')),
                ('role', models.CharField(choices=[('owner', 'owner'), ('member', 'member')], default='member', max_length=10, verbose_name='role')),
                ('is_named', models.BooleanField(default=False, help_text="Whether the organisation's page may name them, as they chose.", verbose_name='named')),
                ('declared_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='declared')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended')),
                ('is_refused', models.BooleanField(default=False, editable=False, help_text='Whether somebody else ended it: then it cannot be declared again.', verbose_name='refused')),
            ],
            options={
                'verbose_name': 'speaks for an organisation',
                'verbose_name_plural': 'who speaks for organisations',
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='created_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationmember',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationmember',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='people.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='organisationmember',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speaking_for', to=settings.AUTH_USER_MODEL, verbose_name='participant'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['drawn_name'], name='people_organisation_drawn'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('folded_name',), name='people_one_organisation_a_name', violation_error_message='There is an organisation of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='people_organisations_have_a_name'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('website', ''), ('website__startswith', 'https://'), _connector='OR'), name='people_websites_are_https', violation_error_message='The address of a web site begins with https://'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('register_name', ''), ('register_number', '')), models.Q(models.Q(('register_name', ''), _negated=True), models.Q(('register_number', ''), _negated=True)), _connector='OR'), name='people_numbers_are_in_a_register', violation_error_message='Say both the lobby register and the number in it, or neither.'),
        ),
        migrations.AddIndex(
            model_name='organisationmember',
            index=models.Index(fields=['organisation', 'state'], name='people_members_by_state'),
        ),
        migrations.AddConstraint(
            model_name='organisationmember',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('declared', 'confirmed'))), fields=('person',), name='people_one_organisation_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='organisationmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('ended_at', None), ('is_refused', False), ('state', 'declared')), models.Q(('confirmed_at__isnull', False), ('ended_at', None), ('is_refused', False), ('state', 'confirmed')), models.Q(('ended_at__isnull', False), ('state', 'ended')), _connector='OR'), name='people_members_have_their_dates'),
        ),
        migrations.AddConstraint(
            model_name='organisationmember',
            constraint=models.CheckConstraint(condition=models.Q(('role', 'owner'), ('state', 'declared'), _negated=True), name='people_owners_are_confirmed'),
        ),
    ]
