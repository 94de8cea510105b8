import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """News, its mailings, and what comes back of them; bulk mail waits behind all other."""

    dependencies = [
        ('campaign', '0013_moderation'),
    ]

    operations = [
        migrations.CreateModel(
            name='BounceTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('message', models.CharField(choices=[('confirmation', 'Confirmation'), ('news', 'News')], max_length=12)),
                ('hard', models.PositiveIntegerField(default=0)),
                ('soft', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'bounce tallies',
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('preparing', 'Preparing'), ('running', 'Sending'), ('paused', 'Paused'), ('cancelled', 'Stopped'), ('finished', 'Sent')], default='preparing', max_length=10)),
                ('per_hour', models.PositiveIntegerField(null=True)),
                ('is_neutral', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('recipients', models.PositiveIntegerField(default=0)),
                ('languages', models.JSONField(default=dict)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('dropped', models.PositiveIntegerField(default=0)),
                ('unclear', models.PositiveIntegerField(default=0)),
                ('bounced', models.PositiveIntegerField(default=0)),
                ('unsubscribed', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='MailingCopy',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('queued', 'Queued'), ('sent', 'Sent'), ('refused', 'Refused'), ('dropped', 'Dropped'), ('unclear', 'Unclear')], default='waiting', max_length=8)),
                ('code', models.CharField(blank=True, max_length=20)),
                ('settled_at', models.DateTimeField(null=True)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('is_counted', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'mailing copies',
            },
        ),
        migrations.CreateModel(
            name='NewsItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'news items',
            },
        ),
        migrations.CreateModel(
            name='NewsText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('my', 'မြန်မာ'), ('id', 'Bahasa Indonesia'), ('ms', 'Bahasa Melayu'), ('th', 'ไทย'), ('vi', 'Tiếng Việt'), ('km', 'ខ្មែរ'), ('lo', 'ລາວ'), ('fil', 'Filipino'), ('zh-hans', '简体中文'), ('ta', 'தமிழ்'), ('pt', 'Português'), ('tet', 'Tetun')], max_length=10)),
                ('title', models.CharField(max_length=150)),
                ('body', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Undeliverable',
            fields=[
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='undeliverable', serialize=False, to='campaign.signature')),
                ('soft_bounces', models.PositiveSmallIntegerField(default=0)),
                ('stopped_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='outgoingmail',
            name='mail_due',
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='handed_over_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='is_bulk',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('failed_at', None), ('is_held', False)), fields=['is_bulk', 'due_at'], name='mail_due_in_order'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('state', 'confirmed'), ('wants_updates', True)), fields=['campaign', 'language'], name='signature_follower'),
        ),
        migrations.AddField(
            model_name='bouncetally',
            name='campaign',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bounce_tallies', to='campaign.campaign'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailings', to='campaign.campaign'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='started_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailingcopy',
            name='mailing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='campaign.mailing'),
        ),
        migrations.AddField(
            model_name='mailingcopy',
            name='signature',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.signature'),
        ),
        migrations.AddField(
            model_name='newsitem',
            name='campaign',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='news', to='campaign.campaign'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='news',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mailing', to='campaign.newsitem'),
        ),
        migrations.AddField(
            model_name='newstext',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='campaign.newsitem'),
        ),
        migrations.AddConstraint(
            model_name='bouncetally',
            constraint=models.UniqueConstraint(fields=('campaign', 'day', 'message'), name='one_bounce_tally_per_day'),
        ),
        migrations.AddIndex(
            model_name='mailingcopy',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'queued'])), fields=['mailing', 'state'], name='copy_open'),
        ),
        migrations.AddIndex(
            model_name='mailingcopy',
            index=models.Index(condition=models.Q(('is_counted', False), models.Q(('state__in', ['waiting', 'queued']), _negated=True)), fields=['mailing'], name='copy_uncounted'),
        ),
        migrations.AddConstraint(
            model_name='mailingcopy',
            constraint=models.UniqueConstraint(fields=('mailing', 'signature'), name='nobody_gets_it_twice'),
        ),
        migrations.AddIndex(
            model_name='newsitem',
            index=models.Index(fields=['campaign', '-on', '-id'], name='news_of_campaign'),
        ),
        migrations.AddConstraint(
            model_name='newstext',
            constraint=models.UniqueConstraint(fields=('item', 'language'), name='one_news_text_per_language'),
        ),
        migrations.AddConstraint(
            model_name='newstext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='news_text_says_something'),
        ),
    ]
