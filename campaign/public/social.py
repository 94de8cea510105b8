"""The picture beside a shared link, for those who fetch it from anywhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from campaign.pages.models import Campaign
from campaign.pages.sharing.models import SocialPicture
from campaign.pages.sharing.social_pictures import picture_address

# An address bears its content's checksum, so what it gives never changes.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"


@require_safe
def social_picture(request: HttpRequest, slug: str, language: str, version: str) -> HttpResponse:
    """This version; of one that is gone by now, the way to the present one."""
    picture = (
        SocialPicture.objects.filter(
            campaign__in=Campaign.objects.public().filter(slug=slug), language=language
        )
        .order_by()
        .first()
    )
    if picture is None:
        raise Http404
    if picture.version != version:
        answer = redirect(picture_address(picture, slug))
        answer.headers["Cache-Control"] = FOR_NOW
        return answer
    headers = {
        "Content-Type": "image/png",
        "ETag": f'"{version}"',
        "Cache-Control": FOR_EVER,
        # Others' pages show it beside the link: that is what it is for.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    unchanged = get_conditional_response(request, etag=headers["ETag"])
    if unchanged is not None:
        for name, value in headers.items():
            unchanged.headers[name] = value
        return unchanged
    content = bytes(picture.png)
    return HttpResponse(content, headers=headers | {"Content-Length": str(len(content))})
