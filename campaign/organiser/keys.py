"""The keys of an organisation: made in the browser, checked, changed by two owners, retired."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts import keys as key_verbs
from campaign.accounts.key_forms import AnswerForm, PublicKeyForm
from campaign.accounts.keys import CannotUseKey, challenge
from campaign.accounts.models import KeyChange, Organisation, SealingKey
from campaign.lib.doors import content_security_policy
from campaign.lib.fetched import fetched_url
from campaign.lib.key_files import fingerprint, public_line
from campaign.organiser.doors import OWNING, organisation_for
from campaign.pages.models import Campaign
from campaign.signatures.custody import changing, resealing
from campaign.signatures.custody.changing import CannotChange
from campaign.signatures.custody.forms import ChangeForm
from campaign.signatures.custody.models import Resealing
from campaign.templatetags.typeset import number

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])

SODIUM = ("sealing/libsodium-sumo.js", "sealing/libsodium-wrappers.js")
# libsodium is compiled to WebAssembly, which a policy has to allow by name. It is no eval of
# JavaScript: that stays forbidden here, too.
CONTENT_SECURITY_POLICY = content_security_policy(script_src="'self' 'wasm-unsafe-eval'")


@require_safe
@organisation_for(OWNING)
def keys(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All keys with their fingerprints, what seals to them, and what is under way."""
    campaigns = Campaign.objects.prefetch_related("texts").order_by("-created_at")
    in_use_first = F("retired_at").desc(nulls_first=True)
    there = organisation.sealing_keys.select_related("made_by").order_by(in_use_first, "-id")
    there = there.prefetch_related(Prefetch("campaigns", campaigns))
    resealings = Resealing.objects.filter(campaign__organisation=organisation)
    resealings = resealings.select_related("campaign", "new_key").prefetch_related(
        "campaign__texts"
    )
    return _page(
        request,
        "keys",
        organisation,
        keys=[
            {"it": key, "campaigns": [(each.slug, _title(each)) for each in key.campaigns.all()]}
            for key in there
        ],
        change=_open_change(organisation, request),
        resealings=[
            {"job": job, "progress": progress_of(job), "title": _title(job.campaign)}
            for job in _to_show(list(resealings.order_by("-requested_at")[:50]))
        ],
    )


def _to_show(jobs: list[Resealing]) -> list[Resealing]:
    """The latest of each campaign, unless it is done."""
    latest: dict[int, Resealing] = {}
    for job in jobs:
        latest.setdefault(job.campaign_id, job)
    return [job for job in latest.values() if job.state != Resealing.State.FINISHED]


def _open_change(organisation: Organisation, request: HttpRequest) -> KeyChange | None:
    there = organisation.key_changes.open()
    change = there.select_related("new_key", "proposed_by", "approved_by").first()
    if change:
        change.is_mine = change.proposed_by_id == request.user.id
        campaigns = change.campaigns.prefetch_related("texts").order_by("slug")
        change.titles = [_title(campaign) for campaign in campaigns]
    return change


def _title(campaign: Campaign) -> str:
    return campaign.text_in(translation.get_language()).title


# --- Made and checked -----------------------------------------------------------------------


@require_safe
@organisation_for(OWNING)
@reauthentication_required
def new_key(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The key is made on this page, by the browser (static/js/keys.js); all that is sent from here
    is its public half."""
    return _key_page(request, "new", organisation, today=timezone.now())


@GET_OR_POST
@organisation_for(OWNING)
@reauthentication_required
def key_from_elsewhere(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """For a key that was made on another computer: its public half is pasted."""
    if request.method != "POST":
        return _key_page(request, "elsewhere", organisation, form=PublicKeyForm())
    form = PublicKeyForm(request.POST)
    if not form.is_valid():
        return _key_page(request, "elsewhere", organisation, form=form, status=422)
    return _check_page(request, organisation, form.cleaned_data["public_key"])


@require_POST
@organisation_for(OWNING)
@reauthentication_required
def check_key(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Was it really saved? A word is sealed to the public key that is given here. With the word:
    the key is taken in. Until then nothing is stored."""
    given = PublicKeyForm(request.POST)
    if not given.is_valid():
        return _key_page(request, "elsewhere", organisation, form=given, status=422)
    public_key = given.cleaned_data["public_key"]
    if "word" not in request.POST:
        return _check_page(request, organisation, public_key)
    form = AnswerForm(organisation, request.POST)
    if not form.is_valid():
        return _check_page(request, organisation, public_key, form=form, status=422)
    try:
        key = key_verbs.add_key(
            organisation=organisation, public_key=public_key, by=request.user, now=timezone.now()
        )
    except CannotUseKey as refusal:
        form.add_error(None, str(refusal))
        return _check_page(request, organisation, public_key, form=form, status=422)
    messages.success(
        request,
        _("The key %(key)s is saved and opens. Now you can choose which campaigns use it.")
        % {"key": key.fingerprint},
    )
    return redirect("organisation_keys", slug=organisation.slug)


def _check_page(
    request: HttpRequest,
    organisation: Organisation,
    public_key: bytes,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Each time with a word of its own."""
    sealed, token = challenge(organisation, public_key)
    return _key_page(
        request,
        "check",
        organisation,
        form=form or AnswerForm(organisation, None),
        sealed=sealed,
        token=token,
        public_line=public_line(public_key),
        fingerprint=fingerprint(public_key),
        status=status,
    )


def _key_page(
    request: HttpRequest, template: str, organisation: Organisation, **context: Any
) -> HttpResponse:
    """One that may use libsodium, where that could be fetched."""
    programs = [fetched_url(name) for name in SODIUM]
    response = _page(
        request,
        template,
        organisation,
        programs=programs if all(programs) else [],
        **context,
    )
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


# --- Changed --------------------------------------------------------------------------------


@GET_OR_POST
@organisation_for(OWNING)
@reauthentication_required
def change_keys(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """GET: which campaigns, to which key, and what that means. POST: proposed."""
    form = ChangeForm(organisation, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change = changing.propose(
                organisation=organisation,
                **form.chosen(),
                language=translation.get_language(),
                by=request.user,
                now=timezone.now(),
            )
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Proposed. Another owner has to approve it now; all of you are told by mail.")
            done = _(
                "It is so from now on: these campaigns are drafts, and nobody has signed them."
            )
            messages.success(request, said if change else done)
            return redirect("organisation_keys", slug=organisation.slug)
    status = 422 if form.is_bound else 200
    others = organisation.active_owners().exclude(id=request.user.id).exists()
    return _page(
        request,
        "change",
        organisation,
        form=form,
        campaigns=[{"it": each, "title": _title(each)} for each in form.there],
        chosen=form["campaigns"].value() or [],
        has_campaigns=bool(form.there) or organisation.campaigns.exists(),
        has_second_owner=others,
        status=status,
    )


@GET_OR_POST
@organisation_for(OWNING)
@reauthentication_required
def approve_change(request: HttpRequest, organisation: Organisation, change: int) -> HttpResponse:
    """GET: what would change, and whose idea it is. POST: approved."""
    there = get_object_or_404(organisation.key_changes, id=change)
    found = _open_change(organisation, request)
    if found is None or found.id != there.id:
        messages.info(request, _("This was decided in the meantime."))
        return redirect("organisation_keys", slug=organisation.slug)
    if request.method != "POST":
        return _page(request, "approve", organisation, change=found)
    try:
        changing.approve(change=found, by=request.user, now=timezone.now())
    except CannotChange as refusal:
        return _page(
            request, "approve", organisation, change=found, refusal=str(refusal), status=409
        )
    messages.success(request, _("Approved. It happens in a day, unless an owner stops it."))
    return redirect("organisation_keys", slug=organisation.slug)


@require_POST
@organisation_for(OWNING)
def stop_change(request: HttpRequest, organisation: Organisation, change: int) -> HttpResponse:
    there = get_object_or_404(organisation.key_changes, id=change)
    stopped = key_verbs.stop_change(change=there, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Stopped: all stays as it was.") if stopped else _("This was decided in the meantime."),
    )
    return redirect("organisation_keys", slug=organisation.slug)


@GET_OR_POST
@organisation_for(OWNING)
@reauthentication_required
def retire_key(request: HttpRequest, organisation: Organisation, key: int) -> HttpResponse:
    """GET: what that means, and a button. POST: done."""
    own = organisation.sealing_keys.filter(custody=SealingKey.Custody.OFFLINE)
    there = get_object_or_404(own.prefetch_related("campaigns__texts"), id=key)
    if request.method != "POST":
        titles = [_title(campaign) for campaign in there.campaigns.all()]
        return _page(request, "retire", organisation, key=there, titles=titles)
    changing.retire(key=there, by=request.user, now=timezone.now())
    messages.success(request, _("The key is retired: nothing is sealed to it any more."))
    return redirect("organisation_keys", slug=organisation.slug)


# --- Names on their way to another key ------------------------------------------------------


@require_safe
@organisation_for(OWNING)
def resealing_progress(request: HttpRequest, organisation: Organisation, job: int) -> JsonResponse:
    """How far it is, for static/js/progress.js."""
    there = get_object_or_404(Resealing, id=job, campaign__organisation=organisation)
    return JsonResponse(
        progress_of(there) | {"state": there.state, "standing": there.get_state_display()}
    )


@require_POST
@organisation_for(OWNING)
def reseal_again(request: HttpRequest, organisation: Organisation, job: int) -> HttpResponse:
    there = get_object_or_404(Resealing, id=job, campaign__organisation=organisation)
    resealing.try_again(job=there, now=timezone.now())
    return redirect("organisation_keys", slug=organisation.slug)


def progress_of(job: Resealing) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 names"}"""
    done, total = job.rows_done, job.rows_total
    if job.state == Resealing.State.WAITING:
        words = _("Waiting for its turn.")
    elif not total:
        words = _("Just begun.")
    else:
        words = ngettext(
            "%(done)s of %(total)s name or letter is sealed to your key.",
            "%(done)s of %(total)s names and letters are sealed to your key.",
            total,
        ) % {"done": number(done), "total": number(total)}
    return {"done": done, "total": total or 1, "words": words}


def _page(
    request: HttpRequest,
    template: str,
    organisation: Organisation,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """templates/organiser/keys/<template>.html"""
    context |= {"organisation": organisation}
    return render(request, f"organiser/keys/{template}.html", context, status=status)
