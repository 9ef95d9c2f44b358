"""Who may do what here: four groups, and the way a page goes. Laid down with the tables; names are those editors see."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Page, Site, Task, Workflow, WorkflowPage, WorkflowTask

from .models import SOURCE_LANGUAGE, CardShelf, Editor, ReviewTask, VillageRoot

WRITERS, REVIEWERS, TRANSLATORS, CHIEFS = "Kirjoittajat", "Tarkastajat", "Kääntäjät", "Päätoimittajat"
WORKFLOW, REVIEW = "Tarkistus ja julkaisu", "Toinen ihminen lukee"

RIGHTS = {
    WRITERS: {"fi": ("add_page", "change_page")},
    REVIEWERS: dict.fromkeys(("fi", "sv", "en"), ("change_page", "publish_page")),
    TRANSLATORS: {
        "fi": ("change_page",),
        "sv": ("add_page", "change_page", "publish_page"),
        "en": ("add_page", "change_page", "publish_page"),
    },
    CHIEFS: dict.fromkeys(
        ("fi", "sv", "en"), ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
    ),
}
"""Rights of pages, by the language of the tree."""

NAMES = {"fi": ("Kylä", "Oikeuskortit"), "sv": ("Byn", "Rättighetskort"), "en": ("The village", "Rights cards")}


def welcome(editor: Editor) -> None:
    """Who comes for the first time writes and translates. The very first also gives the others their work."""
    names = [WRITERS, TRANSLATORS]
    if not Editor.objects.exclude(pk=editor.pk).exists():
        names += [CHIEFS]
    editor.groups.set(Group.objects.filter(name__in=names))


def is_chief(editor: Editor) -> bool:
    return editor.groups.filter(name=CHIEFS).exists()


def lay_down() -> None:
    """Languages, the roots of the three trees, groups and the way of a page. Running it again changes nothing."""
    locales = {language: Locale.objects.get_or_create(language_code=language)[0] for language in NAMES}
    roots = _roots(locales)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != roots[SOURCE_LANGUAGE].pk:
        site.root_page, site.site_name = roots[SOURCE_LANGUAGE], "Sosiaalikylä"
        site.save()
    _forget_what_wagtail_brought(roots)
    _groups(roots)
    _workflow(roots[SOURCE_LANGUAGE])


def _roots(locales: dict[str, Locale]) -> dict[str, VillageRoot]:
    top = Page.get_first_root_node()
    found: dict[str, VillageRoot] = {
        root.locale.language_code: root for root in VillageRoot.objects.select_related("locale")
    }
    key = found[SOURCE_LANGUAGE].translation_key if found else None
    shelf_key = None
    for language, (name, cards) in NAMES.items():
        if language not in found:
            root = VillageRoot(title=name, slug=f"kyla-{language}", locale=locales[language])
            if key:
                root.translation_key = key
            top.refresh_from_db()
            top.add_child(instance=root)
            found[language] = root
            key = root.translation_key
        shelf = CardShelf.objects.child_of(found[language]).first()
        if shelf is None:
            shelf = CardShelf(title=cards, slug="kortit", locale=locales[language])
            if shelf_key:
                shelf.translation_key = shelf_key
            found[language].add_child(instance=shelf)
        shelf_key = shelf.translation_key
    return found


def _forget_what_wagtail_brought(roots: dict[str, VillageRoot]) -> None:
    """Its first page, groups and workflow: ours stand in their place."""
    kept = [root.pk for root in roots.values()]
    for page in Page.objects.filter(depth=2).exclude(pk__in=kept):
        page.delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()


def _groups(roots: dict[str, VillageRoot]) -> None:
    enter = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    translate = Permission.objects.get(codename="submit_translation", content_type__app_label="simple_translation")
    for name, by_language in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([enter, translate] if name in {TRANSLATORS, CHIEFS} else [enter])
        for language, codenames in by_language.items():
            for codename in codenames:
                permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
                GroupPagePermission.objects.get_or_create(group=group, page_id=roots[language].pk, permission=permission)


def _workflow(root: VillageRoot) -> None:
    """A Finnish page is read by somebody else before it is published; a translation is published by its translator."""
    task = ReviewTask.objects.filter(name=REVIEW).first() or ReviewTask.objects.create(name=REVIEW)
    task.groups.set(Group.objects.filter(name__in=[REVIEWERS, CHIEFS]))
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page_id=root.pk, defaults={"workflow": workflow})
