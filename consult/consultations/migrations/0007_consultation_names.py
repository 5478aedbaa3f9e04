"""Names for one consultation."""

import consult.people.names.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_allow_guests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsultationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='pseudonym')),
                ('folded_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='said')),
                ('drawn_name', consult.people.names.fields.FoldedNameField(default='', max_length=240, of='name', way='drawn')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='consultations.consultation')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consultation_names', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pseudonym',
                'indexes': [models.Index(fields=['folded_name'], name='consultations_name_said'), models.Index(fields=['drawn_name'], name='consultations_name_drawn')],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'participant'), name='consultations_one_name_each'), models.UniqueConstraint(fields=('consultation', 'folded_name'), name='consultations_folded_name_unique'), models.UniqueConstraint(fields=('consultation', 'drawn_name'), name='consultations_drawn_name_unique'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name__contains', '@'), _negated=True)), name='consultations_name_is_no_address')],
            },
        ),
    ]
