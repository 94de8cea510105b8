"""The countries of the world in every language."""

from django.conf import settings

from campaign.lib import countries


def test_the_eleven_are_there_and_groupings_are_not():
    asean = {"BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN"}

    assert asean <= countries.CODES
    assert not {"EU", "UN", "ZZ", "QO"} & countries.CODES
    assert 245 <= len(countries.CODES) <= 252


def test_every_language_names_every_country():
    for language, _name in settings.LANGUAGES:
        choices = countries.choices(language)

        assert {code for code, _ in choices} == countries.CODES
        assert all(name for _, name in choices)


def test_names_are_in_the_language_asked_for():
    assert countries.name("TH", "th") == "ไทย"
    assert countries.name("MM", "en") == "Myanmar"
    assert countries.name("XX", "en") == ""
