"""Form fields whose words are cleaned (text.py) before they are measured: what nobody can see is
not counted. And files that are drawn anew (redrawing.py) as they come in."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaign.lib import text
from campaign.lib.redrawing import MOST_BYTES, MOST_PAGES, MOST_PIXELS, CannotRedraw


class LineField(forms.CharField):
    """A name, a title: white space of every kind is one space."""

    def to_python(self, value: Any) -> str:
        return text.one_line(super().to_python(value))


class ParagraphsField(forms.CharField):
    """A note, a letter: lines and paragraphs stay."""

    def to_python(self, value: Any) -> str:
        return text.paragraphs(super().to_python(value))


class MarkdownField(forms.CharField):
    """As ParagraphsField, but spaces stay too: they mean something in Markdown."""

    def to_python(self, value: Any) -> str:
        written = text.visible(super().to_python(value))
        return written.replace("\r\n", "\n").replace("\r", "\n").strip()


class RedrawnField(forms.FileField):
    """What `redraw` makes of a file, or None where there is none.

    why_not: by CannotRedraw.reason, what to tell the person; may hold %(pixels)d and %(pages)d
    """

    def __init__(
        self, *, redraw: Callable[[bytes], Any], why_not: Mapping[str, Promise], **kwargs: Any
    ) -> None:
        self.redraw, self.why_not = redraw, why_not
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload: UploadedFile | None = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _("This file is too large: %(most)d MB at most.")
                % {"most": MOST_BYTES // 1024 // 1024},
                code="large",
            )
        try:
            return self.redraw(upload.read())
        except CannotRedraw as error:
            most = {"pages": MOST_PAGES, "pixels": MOST_PIXELS // 1_000_000}
            raise ValidationError(self.why_not[error.reason] % most, code=error.reason) from None
