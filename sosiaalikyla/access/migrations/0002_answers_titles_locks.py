"""Titles and promised times become keys of a list, so that each reads them in their own language."""

from django.db import migrations, models

TITLES = {
    "sosiaaliohjaaja": "counsellor", "socialhandledare": "counsellor", "sosiaalityöntekijä": "social_worker",
    "socialarbetare": "social_worker", "johtava sosiaalityöntekijä": "lead_social_worker",
    "ledande socialarbetare": "lead_social_worker", "ohjaaja": "instructor", "handledare": "instructor",
    "vastaava ohjaaja": "responsible_instructor", "palveluesihenkilö": "service_manager",
    "psykiatrinen sairaanhoitaja": "psychiatric_nurse", "nuorisotyöntekijä": "youth_worker",
    "pääkäyttäjä": "administrator",
}
ANSWERS = {
    "saman päivän aikana": "same_day", "inom samma dag": "same_day", "seuraavana arkipäivänä": "next_day",
    "nästa vardag": "next_day", "virka-aikana": "next_day", "kahden arkipäivän aikana": "two_days",
    "inom två vardagar": "two_days", "viikon aikana": "week", "inom en vecka": "week", "vuorossa": "on_shift",
}
KEYS = ["same_day", "next_day", "two_days", "week", "on_shift"]


def into_keys(apps, schema_editor):
    """What isn't known as a promise is taken away rather than guessed; a title stays as the person's own words."""
    users = apps.get_model("access", "User").objects
    for words, key in TITLES.items():
        users.filter(title_given=words).update(title_given=key)
    for words, key in ANSWERS.items():
        users.filter(answers=words).update(answers=key)
    users.exclude(answers__in=["", *KEYS]).update(answers="")


class Migration(migrations.Migration):
    atomic = False  # rows change and then the table: PostgreSQL wants them apart

    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AlterField("user", "title", models.CharField(blank=True, max_length=120, db_column="title")),
        migrations.RenameField("user", "title", "title_given"),
        migrations.AlterField(
            "user", "title_given",
            models.CharField(blank=True, db_column="title", help_text="Staff only: a key of TITLES, or the person's own words.", max_length=120),
        ),
        migrations.AlterField("user", "answers_within", models.CharField(blank=True, max_length=120, db_column="answers_within")),
        migrations.RenameField("user", "answers_within", "answers"),
        migrations.RunPython(into_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "user", "answers",
            models.CharField(
                blank=True, db_column="answers_within", help_text="Staff only: the promised time to answer.", max_length=120,
                choices=[("same_day", "within the same day"), ("next_day", "on the next working day"), ("two_days", "within two working days"), ("week", "within a week"), ("on_shift", "while on shift")],
            ),
        ),
        migrations.AddField(
            "user", "locks_after",
            models.PositiveSmallIntegerField(db_default=15, default=15, help_text="Minutes of quiet before the page locks."),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(condition=models.Q(("answers__in", ["", *KEYS])), name="access_user_answers"),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(("locks_after", 15), models.Q(("kind", "youth"), ("locks_after__in", [5, 15, 60])), _connector="OR"),
                name="access_user_locks_after",
            ),
        ),
    ]
