"""Everything a public thread needs: suggestions, quotes, votes, edits, orders."""

import consult.core.ids
import consult.threads.quotes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0001_consultations'),
        ('drafts', '0002_section_stances'),
        ('threads', '0001_comments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edit',
            fields=[
                ('id', models.UUIDField(default=consult.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='Of the edit, from 1.', verbose_name='number')),
                ('source', models.TextField(blank=True, verbose_name='text before')),
                ('wording', models.TextField(blank=True, verbose_name='proposed wording before')),
                ('edited_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='edited')),
            ],
            options={
                'verbose_name': 'edit',
                'verbose_name_plural': 'edits',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(choices=[('agree', 'agree'), ('disagree', 'disagree')], max_length=10, verbose_name='vote')),
                ('cast_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cast')),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
            },
        ),
        migrations.RemoveConstraint(
            model_name='comment',
            name='threads_hidden_means_for_a_reason',
        ),
        migrations.RemoveIndex(
            model_name='comment',
            name='threads_rate',
        ),
        migrations.RenameIndex(
            model_name='comment',
            new_name='threads_section_newest',
            old_name='threads_roots',
        ),
        migrations.AddField(
            model_name='comment',
            name='affiliation',
            field=models.CharField(choices=[('citizen', 'citizen'), ('civil_society', 'civil society'), ('public_servant', 'public servant'), ('local_authority', 'local authority'), ('parliament', 'parliament'), ('private_sector', 'private sector'), ('academia', 'academia'), ('press', 'press')], default='citizen', help_text='In what capacity the author spoke, as of then.', max_length=20, verbose_name='affiliation'),
        ),
        migrations.AddField(
            model_name='comment',
            name='agree_count',
            field=models.PositiveIntegerField(default=0, verbose_name='agree'),
        ),
        migrations.AddField(
            model_name='comment',
            name='by_official',
            field=models.BooleanField(default=False, help_text='Whether the author spoke for the government, as of then.', verbose_name='by an official'),
        ),
        migrations.AddField(
            model_name='comment',
            name='deleted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='deleted'),
        ),
        migrations.AddField(
            model_name='comment',
            name='difference',
            field=models.JSONField(blank=True, help_text='From the wording it was written on to the proposed one.', null=True, verbose_name='difference'),
        ),
        migrations.AddField(
            model_name='comment',
            name='disagree_count',
            field=models.PositiveIntegerField(default=0, verbose_name='disagree'),
        ),
        migrations.AddField(
            model_name='comment',
            name='mentions',
            field=models.ManyToManyField(related_name='mentioned_in', to=settings.AUTH_USER_MODEL, verbose_name='mentions'),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_in',
            field=models.ForeignKey(blank=True, help_text='The wording in which the quoted words stand now; none where they are gone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='drafts.versionsection'),
        ),
        migrations.AddField(
            model_name='comment',
            name='written_on',
            field=models.ForeignKey(blank=True, help_text='The wording that a suggestion changes, or from which words are quoted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.versionsection'),
        ),
        migrations.AddField(
            model_name='comment',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='edited'),
        ),
        migrations.AddField(
            model_name='comment',
            name='edits_count',
            field=models.PositiveIntegerField(default=0, verbose_name='edits'),
        ),
        migrations.AddField(
            model_name='comment',
            name='official_replies_count',
            field=models.PositiveIntegerField(default=0, verbose_name='replies by officials'),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_end',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_exact',
            field=models.TextField(blank=True, verbose_name='quoted words'),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_prefix',
            field=models.TextField(blank=True, verbose_name='words before'),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_start',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_state',
            field=models.CharField(blank=True, choices=[(consult.threads.quotes.Fate['KEPT'], 'as quoted'), (consult.threads.quotes.Fate['MOVED'], 'moved within the passage'), (consult.threads.quotes.Fate['CHANGED'], 'changed since'), (consult.threads.quotes.Fate['GONE'], 'gone since')], max_length=10, verbose_name='quoted words'),
        ),
        migrations.AddField(
            model_name='comment',
            name='quote_suffix',
            field=models.TextField(blank=True, verbose_name='words after'),
        ),
        migrations.AddField(
            model_name='comment',
            name='stance',
            field=models.CharField(blank=True, choices=[('for', 'for'), ('against', 'against'), ('neither', 'neither for nor against')], max_length=10, verbose_name='stance'),
        ),
        migrations.AddField(
            model_name='comment',
            name='wording',
            field=models.TextField(blank=True, verbose_name='proposed wording'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='html',
            field=models.TextField(blank=True, verbose_name='text as shown'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='kind',
            field=models.CharField(choices=[('remark', 'remark'), ('question', 'question'), ('suggestion', 'suggestion')], default='remark', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='source',
            field=models.TextField(blank=True, verbose_name='text as written'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='status',
            field=models.CharField(choices=[('visible', 'visible'), ('hidden', 'hidden'), ('deleted', 'deleted')], default='visible', editable=False, max_length=20, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='comment',
            name='divided',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast('agree_count', models.BigIntegerField()), '*', django.db.models.functions.comparison.Cast('disagree_count', models.BigIntegerField())), '*', models.Value(200)), '/', django.db.models.functions.comparison.NullIf(django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.BigIntegerField()), models.Value(0))), models.Value(0), output_field=models.BigIntegerField()), output_field=models.BigIntegerField()),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', '-agree_count', '-id'], name='threads_section_agreed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', '-replies_count', '-id'], name='threads_section_discussed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', '-divided', '-id'], name='threads_section_divided'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('official_replies_count', 0), ('thread', None)), fields=['section', '-id'], name='threads_section_unanswered'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', '-id'], name='threads_draft_newest'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', '-agree_count', '-id'], name='threads_draft_agreed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', '-replies_count', '-id'], name='threads_draft_discussed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', '-divided', '-id'], name='threads_draft_divided'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('official_replies_count', 0), ('thread', None)), fields=['draft', '-id'], name='threads_draft_unanswered'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', 'kind', '-id'], name='threads_draft_kind'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', 'language', '-id'], name='threads_draft_language'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['draft', 'affiliation', '-id'], name='threads_draft_affiliation'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['author', 'draft'], name='threads_who_took_part'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('stance', ''), _negated=True), fields=['section', 'author'], name='threads_stances'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('quote_state', ''), _negated=True), fields=['draft'], name='threads_quotes'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_for__isnull', True), ('status__in', ['visible', 'deleted'])), models.Q(('hidden_for__isnull', False), ('status', 'hidden')), _connector='OR'), name='threads_hidden_means_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'deleted'), _negated=True), models.Q(('deleted_at__isnull', False), ('difference', None), ('html', ''), ('quote_exact', ''), ('source', ''), ('wording', '')), _connector='OR'), name='threads_deleted_words_are_gone'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'deleted'), models.Q(('kind', 'suggestion'), ('written_on__isnull', False), models.Q(('wording', ''), _negated=True)), models.Q(models.Q(('kind', 'suggestion'), _negated=True), ('wording', ''), models.Q(('html', ''), _negated=True)), _connector='OR'), name='threads_suggestions_propose_a_wording'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('thread', None), models.Q(('quote_exact', ''), ('stance', ''), models.Q(('kind', 'suggestion'), _negated=True)), _connector='OR'), name='threads_replies_only_answer'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quote_end__isnull', True), ('quote_in', None), ('quote_start__isnull', True)), models.Q(('quote_end__gt', models.F('quote_start')), ('quote_in__isnull', False), ('quote_state__in', [consult.threads.quotes.Fate['KEPT'], consult.threads.quotes.Fate['MOVED']])), _connector='OR'), name='threads_quotes_stand_somewhere_or_not'),
        ),
        migrations.AddField(
            model_name='edit',
            name='comment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='threads.comment'),
        ),
        migrations.AddField(
            model_name='vote',
            name='comment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='threads.comment'),
        ),
        migrations.AddField(
            model_name='vote',
            name='participant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='edit',
            constraint=models.UniqueConstraint(fields=('comment', 'number'), name='threads_edits_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('comment', 'participant'), name='threads_one_vote_a_participant'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('value__in', ['agree', 'disagree'])), name='threads_vote_known'),
        ),
    ]
