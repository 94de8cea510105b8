"""Files as answers."""

from django.http import HttpResponse


def file_response(
    content: bytes, content_type: str, name: str, *, is_shown: bool = False
) -> HttpResponse:
    """To keep under this name; shown at once where the browser can, if it `is_shown`. (As a picture
    on a page either is shown.) `name` is ours: letters, digits, hyphens."""
    how = "inline" if is_shown else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )
