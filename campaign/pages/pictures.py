"""A campaign's picture, as it is served: drawn anew by us, in several sizes and formats.

Its files are rows, not a folder. They come and go in one transaction with what the page says about
them, lie in the same backup, and web servers share them without sharing a disk; a campaign's files
together are smaller than one photograph from a phone, and any cache in front of us asks for each
once.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib.at_hand import kept_for
from campaign.lib.redrawing import Rendition
from campaign.pages.models import Campaign, Said, said_in
from campaign.pages.remembered import PublishedChange, remember

ENDINGS = {"image/avif": "avif", "image/webp": "webp", "image/jpeg": "jpg"}
NAME = re.compile(r"[0-9a-f]{32}-[0-9]{1,5}\.(?:avif|webp|jpg)")
SECONDS_KEPT = 60  # of a file in a process: what was removed is gone after that


class Picture(models.Model):
    """What a page says about its picture."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="picture")
    alt = models.JSONField(default=dict)  # {"en": "…"}: what is to be seen on it, by language
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"the picture of {self.campaign}"

    def alt_in(self, language: str) -> Said | None:
        return said_in(self.alt, language, self.campaign.main_language)

    def sources(self) -> "list[tuple[str, list[PictureFile]]]":
        """(type, its files from the narrowest on), the type that loads fastest first."""
        files = list(self.files.all())
        return [(kind, [file for file in files if file.type == kind]) for kind in ENDINGS]

    def fallback(self) -> "PictureFile":
        """For browsers that know no other: the middle JPEG."""
        jpegs = dict(self.sources())["image/jpeg"]
        return jpegs[len(jpegs) // 2]


class PictureFile(models.Model):
    """One size of a picture in one format; never changed. Defer `content` unless it is served."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="files")
    # Made of its content, so that a cache may keep it for ever; and nobody guesses it.
    name = models.CharField(max_length=80, db_index=True)
    type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["width", "id"]

    def __str__(self) -> str:
        return self.name


@transaction.atomic
def set_picture(
    campaign: Campaign,
    *,
    renditions: Iterable[Rendition] | None,
    alt: dict[str, str],
    credit: str,
    by: User,
    now: datetime,
) -> Picture:
    """Put it on the page, in place of the one before. `renditions` None: only its words change."""
    picture, is_new = Picture.objects.update_or_create(
        campaign=campaign, defaults={"alt": alt, "credit": credit, "changed_at": now}
    )
    if renditions is not None:
        picture.files.all().delete()
        PictureFile.objects.bulk_create(
            PictureFile(
                picture=picture,
                name=_name(each),
                type=each.type,
                width=each.width,
                height=each.height,
                content=each.content,
            )
            for each in renditions
        )
    what = "words" if renditions is None else "new" if is_new else "replaced"
    _remember(campaign, what, {"alt": alt, "credit": credit}, by=by, now=now)
    return picture


@transaction.atomic
def remove_picture(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Twice is once."""
    _count, deleted = Picture.objects.filter(campaign=campaign).delete()
    if deleted:
        _remember(campaign, "removed", {}, by=by, now=now)


def _remember(
    campaign: Campaign, what: str, said: dict[str, object], *, by: User, now: datetime
) -> None:
    record(Action.PICTURE_CHANGED, actor=by, now=now, campaign=campaign, what=what)
    remember(
        campaign,
        PublishedChange.Kind.PICTURE,
        said | {"what": what},
        changed=[what],
        by=by,
        now=now,
    )


def file_at_hand(name: str, now: datetime) -> tuple[bytes, str] | None:
    """(content, type) of the file of that name. A crowd asks for the same few, so they are kept
    in the process for a minute; names that there are not push none of them out."""
    if not NAME.fullmatch(name):
        return None
    try:
        return _file(name, now)
    except PictureFile.DoesNotExist:
        return None


@kept_for(SECONDS_KEPT, most=64)
def _file(name: str) -> tuple[bytes, str]:
    """Raises PictureFile.DoesNotExist, which is not kept."""
    found = PictureFile.objects.filter(name=name).values_list("content", "type").first()
    if found is None:
        raise PictureFile.DoesNotExist
    return bytes(found[0]), found[1]


def forget_files() -> None:
    """Read them anew: for tests, which do not wait."""
    _file.forget()


def _name(rendition: Rendition) -> str:
    digest = hashlib.sha256(rendition.content).hexdigest()[:32]
    return f"{digest}-{rendition.width}.{ENDINGS[rendition.type]}"
