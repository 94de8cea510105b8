"""Headers on every page, foreign hosts, and errors that say how to go on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import path

from tests import factories
from tests.letters import carried

pytestmark = pytest.mark.django_db

PAGES = ["/en/", "/en/c/river/", "/en/c/river/sign/", "/en/none/", "/accounts/login/", "/healthz"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_security_headers(page):
    factories.campaign()

    headers = Client().get(page).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_host_is_refused(page):
    factories.campaign()

    response = Client().get(page, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.parametrize("page", ["/en/", "/en/c/river/", "/en/c/river/sign/", "/en/none/"])
def test_public_pages_set_no_cookie_and_vary_by_none(page):
    factories.campaign()

    response = Client().get(page)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "page", ["/organiser/", "/accounts/login/", "/admin/login/", "/accounts/password/reset/"]
)
def test_pages_at_a_desk_are_not_stored(page):
    assert Client().get(page).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_signing_in_leads_nowhere_else(target, django_user_model):
    django_user_model.objects.create_user("olga@example.org", "a-long-password-1")

    response = Client().post(
        "/accounts/login/",
        {"login": "olga@example.org", "password": "a-long-password-1", "next": target},
    )

    assert response.status_code == 302
    assert response.headers["Location"] == "/organiser/"


def test_signing_in_works_behind_a_proxy_that_ends_tls(settings, django_user_model):
    settings.SITE_URL = "https://testserver"
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    django_user_model.objects.create_user("olga@example.org", "a-long-password-1")
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")

    def sign_in(origin: str) -> int:
        return client.post(
            "/accounts/login/",
            {
                "login": "olga@example.org",
                "password": "a-long-password-1",
                "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
            },
            headers={"Origin": origin},
        ).status_code

    assert sign_in("https://evil.example") == 403
    assert sign_in("https://testserver") == 302


def test_nobody_makes_an_account_from_outside(django_user_model):
    response = Client().post(
        "/accounts/signup/", {"email": "mallory@example.org", "password1": "a-long-password-1"}
    )

    assert response.status_code == 200
    assert not django_user_model.objects.exists()


def fails(request):
    from django.shortcuts import render

    return render(request, "public/no_such_template.html")


urlpatterns = [path("fails/", fails)]
handler500 = "campaign.public.refusals.server_error"


@pytest.mark.urls(__name__)
def test_a_template_that_fails_gives_a_plain_page_and_the_log_names_it(caplog):
    client = Client(raise_request_exception=False)

    response = client.get("/fails/")

    assert response.status_code == 500
    assert b"our mistake, not yours" in response.content
    assert b"<style" not in response.content
    assert "TemplateDoesNotExist" in caplog.text


def test_health_is_for_machines(browser):
    assert browser.get("/healthz").content == b"ok\n"
    assert browser.get("/readyz").content == b"ok\n"
    assert b"Disallow: /organiser/" in browser.get("/robots.txt").content


@pytest.mark.parametrize(
    ("path", "size"),
    [("/en/c/river/sign/", 3), ("/en/c/river/letters/", 3), ("/accounts/login/", 51)],
)
def test_a_huge_file_is_refused_before_it_reaches_the_disk(browser, monkeypatch, path, size):
    carried.campaign()
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_args: pytest.fail("written"))
    file = SimpleUploadedFile("film.mp4", bytes(size * 1024 * 1024))

    response = browser.post(path, {"name": "Ann", "file": file})

    assert response.status_code == 400
    assert "too large" in response.text
