"""The files of pictures: from our own origin, under names that are made of their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.pages.pictures import file_at_hand


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponse:
    found = file_at_hand(name, timezone.now())
    if found is None:
        raise Http404
    content, content_type = found
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
