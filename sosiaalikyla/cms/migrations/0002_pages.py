import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import sosiaalikyla.base.clock
import sosiaalikyla.cms.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models




class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0001_editors'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardShelf',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'rights cards',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HousePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('key', models.CharField(blank=True, help_text='The same in every language; other pages refer to it.', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_.-]*$')], verbose_name='key')),
                ('lead', models.CharField(max_length=600, verbose_name='what the house is for')),
                ('lead_plain', models.CharField(blank=True, max_length=600, verbose_name='the same in plain language')),
                ('neutral_title', models.CharField(blank=True, help_text="What the browser's tab and history say instead of the title, on pages that nobody else should notice.", max_length=600, verbose_name='neutral title')),
                ('office', models.CharField(choices=[('content.aftercare', 'editors of aftercare'), ('content.child_welfare', 'editors of child welfare'), ('content.separation', 'editors of separation'), ('content.violence', 'editors of safety'), ('content.service', 'editors of this service'), ('content.professionals', 'editors of the professionals’ house')], default='content.aftercare', max_length=80, verbose_name='answered for by')),
                ('accent', models.CharField(choices=[('pine', 'pine'), ('lake', 'lake'), ('berry', 'berry'), ('ember', 'ember')], default='pine', max_length=8, verbose_name='colour')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None)),
                ('place', models.PositiveIntegerField(default=100, verbose_name='place among its neighbours')),
            ],
            options={
                'verbose_name': 'house',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Loaded',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('digest', models.CharField(max_length=64)),
                ('revision', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='RightsCard',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('key', models.CharField(blank=True, help_text='The same in every language; other pages refer to it.', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_.-]*$')], verbose_name='key')),
                ('lead', models.CharField(help_text='One or two sentences under the title.', max_length=1000, verbose_name='lead')),
                ('plain_title', models.CharField(blank=True, max_length=255, verbose_name='title in plain language')),
                ('plain_lead', models.CharField(blank=True, max_length=1000, verbose_name='lead in plain language')),
                ('body', wagtail.fields.StreamField([('part', 5)], block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Text'), ('steps', 'Steps to take'), ('example', 'An invented person'), ('rights', 'Your rights'), ('careful', 'Be careful'), ('ask', 'Ready words to say or send')], 'label': 'Kind of part'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 200}), 2: ('sosiaalikyla.cms.blocks.TextBlock', (), {'label': 'Text'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Heading in plain language', 'max_length': 200, 'required': False}), 4: ('sosiaalikyla.cms.blocks.TextBlock', (), {'label': 'Text in plain language', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('kind', 0), ('heading', 1), ('text', 2), ('plain_heading', 3), ('plain_text', 4)]], {})}, verbose_name='parts')),
                ('disputed', models.CharField(blank=True, max_length=600, verbose_name='what is not agreed on')),
                ('neutral_title', models.CharField(blank=True, help_text="What the browser's tab and history say instead of the title, on pages that nobody else should notice.", max_length=600, verbose_name='neutral title')),
                ('clear_question', models.CharField(blank=True, help_text='What a rights card asks under its words.', max_length=600, verbose_name='was this clear?')),
                ('search_words', models.TextField(blank=True, help_text='What people call this when they look for it, one on each line. Shown to nobody.', max_length=4000, verbose_name='search words')),
                ('office', models.CharField(choices=[('content.aftercare', 'editors of aftercare'), ('content.child_welfare', 'editors of child welfare'), ('content.separation', 'editors of separation'), ('content.violence', 'editors of safety'), ('content.service', 'editors of this service'), ('content.professionals', 'editors of the professionals’ house')], default='content.aftercare', max_length=80, verbose_name='answered for by')),
                ('review_by', models.DateField(default=sosiaalikyla.cms.models.half_a_year_on, null=True, verbose_name='to be read again by')),
                ('valid_from', models.DateField(default=sosiaalikyla.base.clock.today, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, help_text='The last day.', null=True, verbose_name='valid until')),
                ('review', models.CharField(choices=[('waiting', "waits for a professional's review"), ('reviewed', 'reviewed by a professional')], default='waiting', max_length=8, verbose_name='review')),
                ('life_areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='areas of life')),
                ('phases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='phases of the path')),
                ('help', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='help lines')),
                ('related', wagtail.fields.StreamField([('page', 0)], blank=True, block_lookup={0: ('sosiaalikyla.cms.blocks.RelatedBlock', (), {})}, verbose_name='pages beside')),
                ('law', wagtail.fields.StreamField([('law', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'Such as 417/2007.', 'label': 'Act', 'max_length': 600}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Section', 'max_length': 600}), 2: ('wagtail.blocks.URLBlock', (), {'label': 'Link', 'max_length': 400}), 3: ('wagtail.blocks.DateBlock', (), {'label': 'Read on'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('S', 'Read in the statute'), ('P', 'Said by an office or the news'), ('I', 'Our own reading'), ('M', 'Not verified')], 'label': 'How it was checked'}), 5: ('wagtail.blocks.StructBlock', [[('act', 0), ('section', 1), ('link', 2), ('checked', 3), ('verification', 4)]], {})}, verbose_name='sections of law')),
                ('sources', wagtail.fields.StreamField([('source', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 600}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Publisher', 'max_length': 600}), 2: ('wagtail.blocks.URLBlock', (), {'label': 'Link', 'max_length': 400}), 3: ('wagtail.blocks.IntegerBlock', (), {'label': 'Year', 'max_value': 2200, 'min_value': 1800, 'required': False}), 4: ('wagtail.blocks.DateBlock', (), {'label': 'Read on'}), 5: ('wagtail.blocks.StructBlock', [[('title', 0), ('publisher', 1), ('link', 2), ('year', 3), ('checked', 4)]], {})}, verbose_name='sources')),
                ('place', models.PositiveIntegerField(default=100, verbose_name='place among its neighbours')),
            ],
            options={
                'verbose_name': 'rights card',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SectionPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('key', models.CharField(blank=True, help_text='The same in every language; other pages refer to it.', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_.-]*$')], verbose_name='key')),
            ],
            options={
                'verbose_name': 'section of a house',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Translated',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('digest', models.CharField(help_text='Of the Finnish words.', max_length=64)),
                ('revision', models.BigIntegerField(help_text='The Finnish revision they stood in.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='VillagePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('key', models.CharField(blank=True, help_text='The same in every language; other pages refer to it.', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_.-]*$')], verbose_name='key')),
                ('lead', models.CharField(help_text='One or two sentences under the title.', max_length=1000, verbose_name='lead')),
                ('plain_title', models.CharField(blank=True, max_length=255, verbose_name='title in plain language')),
                ('plain_lead', models.CharField(blank=True, max_length=1000, verbose_name='lead in plain language')),
                ('body', wagtail.fields.StreamField([('part', 5)], block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Text'), ('steps', 'Steps to take'), ('example', 'An invented person'), ('rights', 'Your rights'), ('careful', 'Be careful'), ('ask', 'Ready words to say or send')], 'label': 'Kind of part'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 200}), 2: ('sosiaalikyla.cms.blocks.TextBlock', (), {'label': 'Text'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Heading in plain language', 'max_length': 200, 'required': False}), 4: ('sosiaalikyla.cms.blocks.TextBlock', (), {'label': 'Text in plain language', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('kind', 0), ('heading', 1), ('text', 2), ('plain_heading', 3), ('plain_text', 4)]], {})}, verbose_name='parts')),
                ('disputed', models.CharField(blank=True, max_length=600, verbose_name='what is not agreed on')),
                ('neutral_title', models.CharField(blank=True, help_text="What the browser's tab and history say instead of the title, on pages that nobody else should notice.", max_length=600, verbose_name='neutral title')),
                ('clear_question', models.CharField(blank=True, help_text='What a rights card asks under its words.', max_length=600, verbose_name='was this clear?')),
                ('search_words', models.TextField(blank=True, help_text='What people call this when they look for it, one on each line. Shown to nobody.', max_length=4000, verbose_name='search words')),
                ('office', models.CharField(choices=[('content.aftercare', 'editors of aftercare'), ('content.child_welfare', 'editors of child welfare'), ('content.separation', 'editors of separation'), ('content.violence', 'editors of safety'), ('content.service', 'editors of this service'), ('content.professionals', 'editors of the professionals’ house')], default='content.aftercare', max_length=80, verbose_name='answered for by')),
                ('review_by', models.DateField(default=sosiaalikyla.cms.models.half_a_year_on, null=True, verbose_name='to be read again by')),
                ('valid_from', models.DateField(default=sosiaalikyla.base.clock.today, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, help_text='The last day.', null=True, verbose_name='valid until')),
                ('review', models.CharField(choices=[('waiting', "waits for a professional's review"), ('reviewed', 'reviewed by a professional')], default='waiting', max_length=8, verbose_name='review')),
                ('life_areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='areas of life')),
                ('phases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='phases of the path')),
                ('help', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='help lines')),
                ('related', wagtail.fields.StreamField([('page', 0)], blank=True, block_lookup={0: ('sosiaalikyla.cms.blocks.RelatedBlock', (), {})}, verbose_name='pages beside')),
                ('law', wagtail.fields.StreamField([('law', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'Such as 417/2007.', 'label': 'Act', 'max_length': 600}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Section', 'max_length': 600}), 2: ('wagtail.blocks.URLBlock', (), {'label': 'Link', 'max_length': 400}), 3: ('wagtail.blocks.DateBlock', (), {'label': 'Read on'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('S', 'Read in the statute'), ('P', 'Said by an office or the news'), ('I', 'Our own reading'), ('M', 'Not verified')], 'label': 'How it was checked'}), 5: ('wagtail.blocks.StructBlock', [[('act', 0), ('section', 1), ('link', 2), ('checked', 3), ('verification', 4)]], {})}, verbose_name='sections of law')),
                ('sources', wagtail.fields.StreamField([('source', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 600}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Publisher', 'max_length': 600}), 2: ('wagtail.blocks.URLBlock', (), {'label': 'Link', 'max_length': 400}), 3: ('wagtail.blocks.IntegerBlock', (), {'label': 'Year', 'max_value': 2200, 'min_value': 1800, 'required': False}), 4: ('wagtail.blocks.DateBlock', (), {'label': 'Read on'}), 5: ('wagtail.blocks.StructBlock', [[('title', 0), ('publisher', 1), ('link', 2), ('year', 3), ('checked', 4)]], {})}, verbose_name='sources')),
                ('place', models.PositiveIntegerField(default=100, verbose_name='place among its neighbours')),
            ],
            options={
                'verbose_name': 'page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='VillageRoot',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'village',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'review by another person',
                'verbose_name_plural': 'reviews by another person',
            },
            bases=('wagtailcore.task',),
        ),
    ]
