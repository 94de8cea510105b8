"""Names, comments and held signatures: what waits for a look, and what was decided."""

from dataclasses import dataclass
from typing import Any, Self

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaign.lib.doors import no_store
from campaign.organiser.doors import EDITING, ENTRUSTED, SEEING, campaign_for, has_been_away
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures import batches, bursts, moderation, noticing, queue
from campaign.signatures.batches import CannotUndo
from campaign.signatures.models import Signature, Standing
from campaign.signatures.moderation_forms import DecisionForm, PolicyForm, identities
from campaign.signatures.moderation_models import ModerationBatch

LISTS = ("waiting", "shown", "hidden", "held", "refused")
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which list, which language, from where on: all of it stands in the address; in hidden fields
    where the press may have to wait for a second factor."""

    show: str
    language: str
    after: queue.Place | None

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        show, language = query.get("show", ""), query.get("language", "")
        return cls(
            show if show in LISTS else "waiting",
            language if language in LANGUAGES else "",
            queue.Place.read(query.get("after", "")),
        )

    @property
    def of_signatures(self) -> bool:
        """Of whole signatures, not of their words."""
        return self.show in {"held", "refused"}

    def query(self, **other: Any) -> str:
        values = {"show": self.show, "language": self.language, "after": self.after} | other
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in values.items() if value})
        return f"?{query.urlencode()}"


@require_http_methods(["GET", "HEAD", "POST"])
@no_store
@campaign_for(SEEING, to_change=EDITING)
def signatures(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: one of the lists. POST: what was decided about some of it, and back to the list."""
    chosen = Chosen.from_query(request.GET)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _list_page(request, campaign, chosen, form, status=422 if form.errors else 200)
    done = form.carry_out(
        campaign=campaign, listed=_listed(campaign, chosen), by=request.user, now=timezone.now()
    )
    messages.success(request, _said(done))
    return redirect(request.path + chosen.query())


@require_POST
@campaign_for(EDITING)
def undo(request: HttpRequest, campaign: Campaign, batch_id: int) -> HttpResponse:
    chosen = Chosen.from_query(request.GET)
    try:
        batches.undo(campaign=campaign, batch_id=batch_id, by=request.user, now=timezone.now())
    except CannotUndo:
        messages.error(request, _("That can’t be undone as a whole any more."))
    else:
        messages.success(request, _("Undone: it is as it was before."))
    return redirect(reverse("organiser_signatures", args=[campaign.slug]) + chosen.query())


@require_POST
@no_store
@campaign_for(ENTRUSTED)
@reauthentication_required(enabled=has_been_away)
def names(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The page of held signatures once more, with the names of those on it; it is recorded."""
    chosen = Chosen.from_query(request.POST)
    opened = queue.read_names(
        campaign=campaign,
        signature_ids=identities(request.POST.getlist("listed")),
        by=request.user,
        now=timezone.now(),
    )
    return _list_page(request, campaign, chosen, DecisionForm(), opened=opened, asked=True)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
def policy(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What waits, and what appears at once."""
    form = PolicyForm(request.POST if request.method == "POST" else None, campaign=campaign)
    if form.is_valid():
        form.carry_out(campaign=campaign, by=request.user, now=timezone.now())
        messages.success(request, _("Saved. It is so for what comes from now on."))
        return redirect("organiser_signatures", slug=campaign.slug)
    status = 422 if form.errors else 200
    return campaign_page(request, "signatures/policy", campaign, form=form, status=status)


def _list_page(
    request: HttpRequest,
    campaign: Campaign,
    chosen: Chosen,
    form: DecisionForm,
    *,
    opened: dict[Any, str] | None = None,
    asked: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    page = queue.page_of(_listed(campaign, chosen), after=chosen.after)
    return campaign_page(
        request,
        "signatures/list",
        campaign,
        status=status,
        chosen=chosen,
        form=form,
        rows=[_row(each, chosen, form.ticked, opened or {}) for each in page.signatures],
        asked_for_names=asked,
        names_opened=bool(opened),
        first=chosen.query(after=None),
        following=page.following and chosen.query(after=page.following),
        lists=_lists(campaign, chosen),
        languages=[(code, name, code == chosen.language) for code, name in LANGUAGES.items()],
        last=batches.last_batch(campaign=campaign, by=request.user, now=now),
        base=reverse("organiser_signatures", args=[campaign.slug]),
        query=chosen.query(),
    )


def _listed(campaign: Campaign, chosen: Chosen) -> queue.Signatures:
    listed = getattr(Signature.objects, chosen.show)().filter(campaign=campaign)
    return listed.filter(language=chosen.language) if chosen.language else listed


def _lists(campaign: Campaign, chosen: Chosen) -> list[dict[str, Any]]:
    """The lists there are, and how much is in each; what is shown nobody needs to count."""
    counts = {
        "waiting": queue.waiting_count(campaign),
        "shown": None,
        "hidden": queue.hidden_count(campaign),
        "held": queue.held_count(campaign),
        "refused": queue.refused_count(campaign),
    }
    titles = {
        "waiting": _("Waiting"),
        "shown": _("On the page"),
        "hidden": _("Hidden"),
        "held": _("Held"),
        "refused": _("Left out"),
    }
    return [
        {
            "title": titles[show],
            "count": count,
            "are_more": count == queue.MOST_COUNTED,
            "query": chosen.query(show=show, after=None),
            "is_open": show == chosen.show,
        }
        for show, count in counts.items()
    ]


def _row(
    signature: Signature, chosen: Chosen, ticked: list[str], opened: dict[Any, str]
) -> dict[str, Any]:
    """One signature of the list: what it wants shown, where that stands, and why it is here."""
    moderations = list(signature.moderations.all())
    codes = signature.noticed or []
    return {
        "signature": signature,
        "box": signature.id.hex,
        "is_ticked": signature.id.hex in ticked,
        "name": _part(signature, noticing.NAME, signature.public_name, chosen, ticked),
        "comment": _part(signature, noticing.COMMENT, signature.comment, chosen, ticked),
        "language": LANGUAGES.get(signature.language, signature.language),
        "held_for": [bursts.Burst(code).label for code in codes if code in bursts.Burst],
        "opened": opened.get(signature.id, ""),
        "last": moderations[0].batch if moderations else None,
    }


def _part(
    signature: Signature, part: str, words: str, chosen: Chosen, ticked: list[str]
) -> dict[str, Any]:
    """Its name or its comment, with a box to tick."""
    box = f"{signature.id.hex}:{part}"
    standing = Standing(getattr(signature, f"{part}_standing"))
    return {
        "words": words,
        "box": box,
        "is_ticked": box in ticked,
        "standing": standing,
        "reason": getattr(signature, f"get_{part}_hidden_for_display")(),
        "remarks": [each.label for each in noticing.about(part, signature.noticed)],
        # What this list is about: the keyboard goes from one to the next of these.
        "is_matter": standing == chosen.show,
    }


def _said(done: moderation.Done) -> str:
    """What the press did, for the line above the list."""
    if done.batch is None:
        return _("Nothing to change: it was so already.")
    many = done.changed
    said = {
        ModerationBatch.Kind.APPROVED: ngettext("%d approved.", "%d approved.", many),
        ModerationBatch.Kind.HIDDEN: ngettext("%d hidden.", "%d hidden.", many),
        ModerationBatch.Kind.RESTORED: ngettext("%d put back.", "%d put back.", many),
        ModerationBatch.Kind.HELD: ngettext("%d held.", "%d held.", many),
        ModerationBatch.Kind.RELEASED: ngettext("%d released.", "%d released.", many),
        ModerationBatch.Kind.REFUSED: ngettext("%d left out.", "%d left out.", many),
    }
    return said[ModerationBatch.Kind(done.batch.kind)] % many
