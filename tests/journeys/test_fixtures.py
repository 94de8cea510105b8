"""The ground that journeys stand on: a site, a worker, a mail server and a browser, all real."""

from playwright.sync_api import Page

from config.services import Server
from tests import factories
from tests.mail.mail_server import MailServer, wait_until


def test_a_page_a_signature_and_its_mail_pass_through_all_of_them(
    page: Page, worker: Server, mail_sink: MailServer
) -> None:
    factories.campaign("river")

    page.goto("/en/c/river/")
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_label("Country you live in").select_option("TH")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/check-your-mail/**")
    wait_until(lambda: mail_sink.received)

    assert mail_sink.addressees == ["ann@example.org"]
