"""A version as a document to keep, and its text taken over to the official record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sosiaalikyla.access.doors import door
from sosiaalikyla.plans import actions, pdf
from sosiaalikyla.plans.readings import answers_to
from sosiaalikyla.plans.views import Reader, found, mine, theirs, working


@door("youth", reads="export")
def my_pdf(request: HttpRequest, version: UUID) -> HttpResponse:
    return _pdf(mine(request), version)


@door("worker", reads="export")
def youth_pdf(request: HttpRequest, key: UUID, version: UUID) -> HttpResponse:
    return _pdf(theirs(request, key), version)


def _pdf(reader: Reader, key: UUID) -> HttpResponse:
    """The version and what has been answered to it, as a file whose name tells nobody whose it is."""
    version = found(reader, key)
    try:
        made = pdf.document_of(version, answers_to(version, reader.actor))
    except pdf.NoSuchLetters:
        return reader.cannot(_("The plan has letters that the document doesn't know. Print the page instead."))
    file = HttpResponse(made, content_type="application/pdf")
    file["Content-Disposition"] = f'attachment; filename="{pdf.name_of(version)}"'
    return file


@door("worker", methods=("POST",))
def youth_taken(request: HttpRequest, key: UUID, version: UUID) -> HttpResponse:
    """It has been copied to the record."""
    reader = working(request, key)
    row = found(reader, version)
    actions.take_to_record(by=reader.actor, version=row)
    return redirect(reader.url("plan_version", version=row.uuid) + "#record")
