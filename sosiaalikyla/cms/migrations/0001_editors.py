import django.contrib.postgres.fields
import uuid
from django.db import migrations, models




class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='UsedHandOver',
            fields=[
                ('nonce', models.CharField(max_length=43, primary_key=True, serialize=False)),
                ('used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Editor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('language', models.CharField(default='fi', max_length=2)),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Offices this person answers for; none: all.', size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'editor',
                'verbose_name_plural': 'editors',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='cms_editor_no_superuser')],
            },
        ),
    ]
