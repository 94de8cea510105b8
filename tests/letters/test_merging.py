"""The blanks of a letter."""

import pytest
from django.core.exceptions import ValidationError

from campaign.letters import merging

VALUES = dict.fromkeys(merging.BLANKS, "")


def test_what_fills_a_blank_stays_text():
    said = merging.filled(
        "{{ signer_name }} of {{signer_place}}",
        VALUES | {"signer_name": "{{ office }} <b>", "signer_place": r"\1 {{"},
    )

    assert said == r"{{ office }} <b> of \1 {{"


def test_a_line_whose_blank_has_nothing_to_say_is_left_out_with_the_gap_it_leaves():
    said = merging.filled("One\n\n{{ personal_line }}\n\nTwo\n{{ count }} have signed.", VALUES)

    assert said == "One\n\nTwo"


@pytest.mark.parametrize("text", ["{{ slautation }}", "{{ Salutation }}", "{{ a.b }}", "{{}}"])
def test_an_unknown_blank_is_named(text):
    with pytest.raises(ValidationError, match="There is no blank called"):
        merging.check(f"{{{{ salutation }}}}, {text}")


@pytest.mark.parametrize(
    "text", ["{{ salutation", "salutation }}", "{{ salutation }", "{{ {{ x }}"]
)
def test_half_a_blank_is_an_error_too(text):
    with pytest.raises(ValidationError):
        merging.check(text)


def test_text_without_blanks_and_with_single_braces_is_fine():
    merging.check("A {brace} and {{ salutation }}, {{date}}")
