"""What is said when something cannot be done: plainly, with a way on, and nothing typed lost."""

from functools import wraps
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from campaign.lib.countries import choices
from campaign.lib.doors import View, comes_from_here


def same_origin(view: View) -> View:
    """A form on a page of ours sent this; else 403 (see `comes_from_here`)."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            return render(request, "public/not_from_here.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def try_again_later(request: HttpRequest, form: Form) -> HttpResponse:
    """The database is away: the form as it was typed, to send again. Asks the database nothing."""
    language = translation.get_language()
    response = render(
        request,
        "public/try_again_later.html",
        {"form": form, "countries": choices(language), "language": language},
        status=503,
    )
    response.headers["Retry-After"] = "10"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Too large, too many fields, or asked of a host that is not ours."""
    return render(request, "public/bad_request.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """At a desk it may be somebody's role that ended, so it says who they are and whom to ask."""
    if request.at_a_desk and request.user.is_authenticated:
        return render(request, "organiser/not_there.html", status=404)
    return render(request, "public/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page without templates: one of them may be what failed."""
    return HttpResponse(SERVER_ERROR, status=500)


SERVER_ERROR = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Something broke on our side</title>
<link rel="stylesheet" href="/static/css/plain.css">
<main>
<h1>Something broke on our side</h1>
<p>This is our mistake, not yours. Nothing you sent was half-saved. Please go back and try again in
a minute; what you typed is usually still in the form.</p>
</main>
</html>
"""
