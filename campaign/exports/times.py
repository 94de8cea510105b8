"""When a schedule runs, in words."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from campaign.exports.schedule_models import LAST_DAY, ExportSchedule
from campaign.templatetags.typeset import zone_name


def when_in_words(schedule: ExportSchedule) -> str:
    """ "Every week on Monday at 09:00, Bangkok time" """
    said = {"hour": f"{schedule.hour:02}:00", "place": zone_name(schedule.campaign.time_zone)}
    if schedule.every == ExportSchedule.Every.WEEK:
        said["day"] = str(WEEKDAYS[schedule.day])
        return _("Every week on %(day)s at %(hour)s, %(place)s time") % said
    if schedule.day == LAST_DAY:
        return _("On the last day of every month at %(hour)s, %(place)s time") % said
    said["day"] = str(schedule.day)
    return _("On day %(day)s of every month at %(hour)s, %(place)s time") % said
