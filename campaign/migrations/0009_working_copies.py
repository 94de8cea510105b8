import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is being written is kept apart from what readers see."""

    dependencies = [
        ('campaign', '0008_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkingCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('my', 'မြန်မာ'), ('id', 'Bahasa Indonesia'), ('ms', 'Bahasa Melayu'), ('th', 'ไทย'), ('vi', 'Tiếng Việt'), ('km', 'ខ្មែរ'), ('lo', 'ລາວ'), ('fil', 'Filipino'), ('zh-hans', '简体中文'), ('ta', 'தமிழ்'), ('pt', 'Português'), ('tet', 'Tetun')], max_length=10)),
                ('content', models.JSONField()),
                ('stamp', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(null=True)),
                ('translated_from', models.JSONField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='working_copies', to='campaign.campaign')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='campaign.workingcopy')),
            ],
        ),
        migrations.AddConstraint(
            model_name='workingcopy',
            constraint=models.UniqueConstraint(fields=('campaign', 'language'), name='one_working_copy_per_language'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('copy', 'user'), name='one_presence_per_person'),
        ),
    ]
