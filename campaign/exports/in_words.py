"""What was asked for, as whoever approves it reads it: nothing left out, nothing in codes."""

from datetime import date

from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from campaign.exports.choosing import Consent, Filters, Format, Group, NameDisplay, Origin, Preset
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.exports.times import when_in_words
from campaign.lib import countries
from campaign.pages.partner_models import Partner
from campaign.templatetags.typeset import day

Told = list[tuple[str, str]]


def export_in_words(job: ExportJob) -> Told:
    """[("What for?", "For the embassy"), ("Whose", "Confirmed, and counted"), …]"""
    told = [*_asked(job), *_format(job.format)]
    return [*told, (_("Handed to"), job.handed_to)] if job.handed_to else told


def schedule_in_words(schedule: ExportSchedule) -> Told:
    return [*_asked(schedule), *_format(Format.SEALED), *_times(schedule)]


def _format(format: str) -> Told:
    """Of a bundle what its columns do not say: it carries each sealed part whole."""
    told = [(_("As"), str(Format(format).label))]
    if format == Format.SEALED:
        told.append(
            (_("Sealed in it"), _("All that signers gave. Whoever has the key can open all of it."))
        )
    return told


def _times(schedule: ExportSchedule) -> Told:
    told = [(_("When"), when_in_words(schedule))]
    if schedule.ends_on:
        told.append((_("Last day"), day(schedule.ends_on)))
    if schedule.times_left:
        told.append((_("How many more"), str(schedule.times_left)))
    if not (schedule.ends_on or schedule.times_left):
        told.append((_("Until"), _("somebody ends it, or the campaign is archived")))
    return told


def _asked(asked: ExportJob | ExportSchedule) -> Told:
    told = [
        (_("What for?"), asked.purpose),
        (_("What"), str(Preset(asked.preset).label)),
        (_("Columns"), asked.columns_in_words),
    ]
    if asked.preset != Preset.STATISTICS:
        told.append((_("Names"), str(NameDisplay(asked.name_display).label)))
    return [*told, *_narrowed(asked.wanted)]


def _narrowed(wanted: Filters) -> Told:
    language = translation.get_language()
    told = [(_("Whose"), str(Group(wanted.group).label))]
    told += _day(_("Confirmed on or after"), wanted.since)
    told += _day(_("Confirmed on or before"), wanted.until)
    if wanted.countries:
        named = [countries.name(code, language) or code for code in wanted.countries]
        told.append((_("Countries"), ", ".join(named)))
    if wanted.languages:
        named = [str(get_language_info(code)["name_translated"]) for code in wanted.languages]
        told.append((_("Languages"), ", ".join(named)))
    if wanted.sources:
        told.append((_("Came by the link"), ", ".join(wanted.sources)))
    if wanted.consent:
        told.append((_("News by mail"), str(Consent(wanted.consent).label)))
    if wanted.origin:
        told.append((_("Signed"), str(Origin(wanted.origin).label)))
    if wanted.partner:
        told.append((_("Agreed to hear from"), Partner.objects.get(id=wanted.partner).name))
    return told


def _day(label: str, value: date | None) -> Told:
    return [(label, day(value))] if value else []
