"""Fields that clean what is typed before they measure it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from campaign.lib.fields import LineField, MarkdownField, ParagraphsField, RedrawnField
from campaign.lib.redrawing import MOST_BYTES, CannotRedraw


@pytest.mark.parametrize(
    ("field", "cleaned"),
    [
        (LineField, "A river - for all"),
        (ParagraphsField, "A river\n\n- for all"),
        (MarkdownField, "A   river\n\n\n\n  - for all"),
    ],
)
def test_each_keeps_the_white_space_that_means_something(field, cleaned):
    assert field().clean("\u202e A   river\r\n\r\n\r\n\r\n  - for all\x00 ") == cleaned


@pytest.mark.parametrize("field", [LineField, ParagraphsField, MarkdownField])
def test_what_nobody_can_see_is_not_counted_and_is_nothing(field):
    assert field(max_length=5).clean("r\u200ei\u200ev\u200ee\u200er") == "river"
    with pytest.raises(ValidationError) as refused:
        field(max_length=5).clean("rivers")
    assert refused.value.error_list[0].code == "max_length"
    with pytest.raises(ValidationError) as refused:
        field().clean("\u200e\u202e")
    assert refused.value.error_list[0].code == "required"


def redrawn_field(**kwargs) -> RedrawnField:
    def redraw(content: bytes) -> bytes:
        if content == b"broken":
            raise CannotRedraw("size")
        return content.upper()

    why_not = {"size": "At most %(pixels)d million points, %(pages)d pages."}
    return RedrawnField(redraw=redraw, why_not=why_not, **kwargs)


def test_a_file_is_drawn_anew_as_it_comes_in():
    assert redrawn_field().clean(SimpleUploadedFile("a.png", b"drawn")) == b"DRAWN"
    assert redrawn_field(required=False).clean(None) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"broken", "At most 50 million points, 20 pages."),
        (b"x" * (MOST_BYTES + 1), "This file is too large: 10 MB at most."),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_cannot_be_drawn_is_told_why(content, why):
    with pytest.raises(ValidationError) as refused:
        redrawn_field().clean(SimpleUploadedFile("a.png", content))

    assert refused.value.messages == [why]
