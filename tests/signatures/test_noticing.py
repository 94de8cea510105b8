"""What makes words worth a look: each rule beside words that it must leave alone."""

import pytest

from campaign.signatures.noticing import notice

BURMESE = "ကျွန်ုပ်တို့၏မြစ်ကို ကာကွယ်ကြပါစို့။ " * 12


@pytest.mark.parametrize(
    ("comment", "remark"),
    [
        ("See https://example.org", "link"),
        ("see WWW.example", "link"),
        ("buy at cheap-pills.shop now", "link"),
        ("t.example/abc", "link"),
        ("Write to ann@example.org", "email"),
        ("Call +66 (0)81 234 5678", "phone"),
        ("ဖုန်း ၀၉ ၁၂၃ ၄၅၆ ၇၈၉", "phone"),
        ("My card is 12/ABC(N)123456", "id-number"),
        ("၁၂/ဥကမ(နိုင်)၁၂၃၄၅၆", "id-number"),
        ("Passport AB1234567", "id-number"),
        ("THIS IS AN OUTRAGE AND MUST STOP", "capitals"),
        ("x" * 40, "long-word"),
        ("stooooooooop", "repetition"),
        ("!!!!!!!!!!", "repetition"),
        ("p\u0430ypal", "mixed-scripts"),
        ("pay\u200bpal", "invisible"),
        ("free \u202emoney", "invisible"),
        ("h\u0300\u0301\u0302ello", "stacked-marks"),
        ("ก้้้้้", "stacked-marks"),
    ],
)
def test_each_rule_sees_what_it_is_for(comment, remark):
    assert f"comment:{remark}" in notice(name="", comment=comment)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "It runs past\nmy door. I fish there, and so did my mother.",
        "Since 2021-02-01 nothing is as it was, nor since 1.2.2021.",
        "ASEAN and the UN must act. NOW!",
        "Well… it was 30 years ago -------- or 40.",
        BURMESE,
        "ปกป้องแม่น้ำของเรา เพื่อลูกหลานของเราทุกคน",
        "សូមការពារទន្លេ\u200bរបស់\u200bយើង",
        "Hãy bảo vệ dòng sông của chúng ta",
        "保护我们的河流，保护我们的孩子。",
        "எங்கள் ஆற்றைக் காப்பாற்றுங்கள்",
    ],
)
def test_what_people_write_is_left_alone(comment):
    assert notice(name="", comment=comment) == []


@pytest.mark.parametrize(
    "name",
    ["President", "PRIME MINISTER", "Prime Minister of the Republic", "Presiden Republik", "သမ္မတ"],
)
def test_an_office_is_no_name(name):
    assert notice(name=name, comment="") == ["name:office"]


@pytest.mark.parametrize(
    "name",
    [
        "Ann Example",
        "ANN EXAMPLE",
        "Stephen King",
        "May General",
        "ဒေါ်အေးအေး",
        "สมชาย",
        "王小明",
        "",
    ],
)
def test_names_are_left_alone_in_capitals_too(name):
    assert notice(name=name, comment="") == []


def test_what_is_noticed_of_a_name_and_of_a_comment_is_told_apart():
    assert notice(name="Admin", comment="at www.example.org") == ["name:office", "comment:link"]
