"""What the pages of letters show, put together: the form, the record, the letters composed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.letters import addressing, carrying, delivering, passing_on
from campaign.letters.forms import LetterForm, WriterForm
from campaign.letters.models import Addressee, CarriedLetter
from campaign.letters.passing_on import Link
from campaign.letters.standing import standings
from campaign.letters.writing import Letter, Letters, can_be_written
from campaign.lib import countries
from campaign.pages.models import Campaign
from campaign.public.my_signature import my_token, own_fields
from campaign.public.pages import reverse_in
from campaign.signatures.models import Signature


def public_campaign(slug: str) -> Campaign:
    """Raises Http404."""
    campaigns = Campaign.objects.public().select_related("organisation", "sealing_key")
    campaign = campaigns.filter(slug=slug).first()
    if campaign is None:
        raise Http404
    return campaign


@dataclass
class Sheet:
    """One letter on the page: as composed, and as its writer changed it."""

    letter: Letter
    form: LetterForm
    url: str
    languages: list[str]  # others that there is a letter in
    is_done: bool = False
    is_carried: bool = False
    refusal: str = ""  # why it could not be carried

    @property
    def slug(self) -> str:
        return self.letter.recipient.slug

    @property
    def subject(self) -> str:
        return self.form.cleaned_data["subject"]

    @property
    def body(self) -> str:
        return self.form.cleaned_data["body"]

    @property
    def to(self) -> str:
        return self.letter.office.sending_address

    @property
    def website(self) -> str:
        return self.letter.office.known.usable("website")

    @property
    def has_address(self) -> bool:
        return addressing.has_address(self.letter.office)

    @cached_property
    def mail(self) -> Link | None:
        return passing_on.mail_link(**self._message) if self.form.is_valid() else None

    @cached_property
    def webmail(self) -> list[Link]:
        return passing_on.webmail_links(**self._message) if self.form.is_valid() else []

    @property
    def _message(self) -> dict[str, str]:
        return {"to": self.to, "subject": self.subject, "body": self.body}


class Page:
    """One answer about the letters of `campaign`: to everybody, or to who made `signature`.

    `only`: the recipient that the address names. Raises Http404 where the campaign writes to
    nobody, or not to that one.
    """

    def __init__(
        self,
        campaign: Campaign,
        *,
        now: datetime,
        only: str = "",
        signature: Signature | None = None,
    ) -> None:
        self.campaign = campaign
        self.now = now
        self.only = only
        self.signature = signature
        self.language = translation.get_language()
        self.letters = Letters(campaign, today=campaign.today(now))
        if not self.letters.addressees or (only and self.letters.addressee(only) is None):
            raise Http404
        self.form = WriterForm(initial=self._known(), recipients=self._slugs)
        self.typed = QueryDict()
        self.done: set[str] = set()

    @property
    def template(self) -> str:
        return "public/letter.html" if self.only else "public/letters.html"

    @cached_property
    def can_write(self) -> bool:
        return can_be_written(self.campaign, self.now)

    @property
    def can_carry(self) -> bool:
        return self.signature is not None and carrying.can_carry(self.campaign)

    @property
    def carried_for_signers(self) -> str:
        return _(
            "We carry letters of people who have signed. Have you? Then open “My signature”, by "
            "the link in your mail, and write your letters there."
        )

    @property
    def token(self) -> str:
        return my_token(self.signature) if self.signature else ""

    # --- What was typed -----------------------------------------------------------------------

    def bind(self, typed: QueryDict) -> None:
        """Raises Http404 where a recipient was chosen that people cannot write to."""
        if typed.get("do") == "all":
            chosen = self._slugs
        else:
            chosen = typed.getlist("recipient") or ([self.only] if self.only else [])
        if not set(chosen) <= set(self._slugs):
            raise Http404
        self.typed = typed
        self.form = WriterForm({**typed.dict(), "recipient": chosen}, recipients=self._slugs)
        self.done = set(typed.getlist("done")) & set(self._slugs)

    def begin_again(self) -> None:
        """What was typed, as if it had been there from the start: to be changed."""
        self.form = WriterForm(initial=self.form.data, recipients=self._slugs)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The letters that were chosen, in the register's order. The form is valid."""
        chosen = self.form.cleaned_data["recipient"]
        return [
            self._sheet(each) for each in self.letters.addressees if each.recipient.slug in chosen
        ]

    @property
    def sheet(self) -> Sheet | None:
        """That of the recipient whom the address names."""
        return next((sheet for sheet in self.sheets if sheet.slug == self.only), None)

    def _sheet(self, addressee: Addressee) -> Sheet:
        slug = addressee.recipient.slug
        anew = self.typed.get(f"anew-{slug}", "")  # in another language
        letter = self.letters.letter_to(
            addressee,
            language=anew or self.typed.get(f"language-{slug}", ""),
            **self.form.writer,
        )
        return Sheet(
            letter=letter,
            form=LetterForm({} if anew else self.typed, letter),
            url=self.url_of(slug),
            languages=[
                code for code in self.letters.languages(addressee) if code != letter.language
            ],
        )

    # --- What is shown ------------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        """The form, and the record beside it."""
        chosen = self.form["recipient"].value() or []
        stands = {one.recipient.slug: one for one in standings(self.letters, now=self.now)}
        return self._about() | {
            "form": self.form,
            "choices": [
                {
                    "recipient": each.recipient,
                    "slug": each.recipient.slug,
                    "standing": stands.get(each.recipient.slug),
                    "is_chosen": each.recipient.slug in chosen,
                }
                for each in self.letters.addressees
            ],
            "left_out": self.letters.left_out,
            "standings": list(stands.values()),
            "has_replies": any(one.answer for one in stands.values()),
            "translations": [] if self.signature else self._translations(),
            "previews": self._previews() if self.only else [],
            "addressee": self.letters.addressee(self.only) if self.only else None,
            "carried": self.carried,
        }

    def written(self) -> dict[str, Any]:
        """The letters."""
        carried = {letter.recipient_id for letter in self.carried}
        composition = self.typed.get("composition", "")
        for sheet in self.sheets:
            sheet.is_done = sheet.slug in self.done
            sheet.is_carried = sheet.letter.recipient.id in carried
        return self._about() | {
            "form": self.form,
            "sheets": self.sheets,
            "composition": composition
            if delivering.composition_in(composition, now=self.now)
            else delivering.new_composition(),
            "next": next((sheet for sheet in self.sheets if not sheet.is_done), None),
            "has_errors": any(sheet.form.errors for sheet in self.sheets),
            "some_done": any(sheet.is_done for sheet in self.sheets),
            "longest_link": passing_on.LONGEST_LINK,
        }

    def _about(self) -> dict[str, Any]:
        return {
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "campaign": self.campaign,
            "text": self.campaign.text_in(self.language),
            "language": self.language,
            "state": self.campaign.state_at(self.now),
            "can_write": self.can_write,
            "can_carry": self.can_carry,
            "signature": self.signature,
            "my_token": self.token,
            "only": self.only,
            "letters_url": self.url_of(""),
            "here": self.url_of(self.only),
        }

    @cached_property
    def carried(self) -> list[CarriedLetter]:
        letters = carrying.carried_by(self.signature) if self.signature else []
        recipients = {each.recipient_id: each.recipient for each in self.letters.everybody}
        for letter in letters:  # with the facts that have been read already
            letter.recipient = recipients.get(letter.recipient_id, letter.recipient)
        return letters

    def url_of(self, recipient: str) -> str:
        if self.signature:
            kwargs, mine = {"token": self.token}, "my_"
        else:
            kwargs, mine = {"slug": self.campaign.slug}, ""
        if recipient:
            return reverse(f"{mine}letter", kwargs=kwargs | {"recipient": recipient})
        return reverse(f"{mine}letters", kwargs=kwargs)

    @property
    def _slugs(self) -> list[str]:
        return [each.recipient.slug for each in self.letters.addressees]

    def _known(self) -> dict[str, Any]:
        """What need not be asked. Places are in English, as nearly all letters are."""
        known: dict[str, Any] = {"recipient": [self.only] if self.only else []}
        if self.signature:
            name = own_fields(self.signature).get("name") or self.signature.public_name
            known |= {"name": name, "place": countries.name(self.signature.country, "en")}
        return known

    def _previews(self) -> list[Letter]:
        """The letter in each language there is, with what is typed still to come."""
        addressee = self.letters.addressee(self.only)
        previews = []
        for code in self.letters.languages(addressee):
            blanks = {
                "signer_name": pgettext("stands in a letter for what is to come", "[Your name]"),
                "signer_place": pgettext("stands in a letter for what is to come", "[Your place]"),
                "personal_line": pgettext(
                    "stands in a letter for what is to come", "[What you say in your own words]"
                ),
            }
            previews.append(self.letters.letter_to(addressee, language=code, **blanks))
        return previews

    def _translations(self) -> list[tuple[str, str]]:
        view, kwargs = "letters", {"slug": self.campaign.slug}
        if self.only:
            view, kwargs = "letter", kwargs | {"recipient": self.only}
        return sorted(
            (text.language, reverse_in(text.language, view, **kwargs))
            for text in self.campaign.texts.all()
        )
