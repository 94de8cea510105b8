"""Whose name is worth a look, and whose is not: honest names first."""

import pytest

from campaign.signatures.weeding.models import Why
from campaign.signatures.weeding.names import doubts_about

# Put together from given names and surnames that very many have, in the ways in which people of the
# region are called; nobody is meant.
HONEST = [
    # Burmese: one word, doubled words, honorifics, no family name
    *("Aye", "Hla", "Mya", "Thant", "Khin", "U Aye", "Daw Hla", "Ko Min", "Ma Su", "Su Su"),
    *(
        "Aye Aye",
        "Nyo Nyo",
        "Zaw Zaw",
        "Tin Tin",
        "Kyaw Kyaw",
        "Mo Mo Lwin",
        "Aung Min",
        "Min Aung",
    ),
    *("Hla Hla Aye", "Naw Paw", "Sai Kham", "Nang Hom", "Saw Htoo", "Mi Mi", "Ni Ni", "Oo Oo"),
    *("အေး", "လှလှ", "ဦးအောင်မင်း", "ဒေါ်ခင်မြ", "မမိုး", "ကိုဇော်", "စိုင်းခမ်း", "နော်ပေါ", "မော်မော်", "သန္တာ"),
    # Indonesian and Malay: mononyms, bin and binti, initials
    *("Sukarno", "Suparman", "Wati", "Budi", "Sri", "Ani", "I Made Sudana", "Ni Luh Sari"),
    *("Siti Aminah", "Muhammad bin Ahmad", "Nur binti Hassan", "M. Yusuf", "Abdul Rahman A.R."),
    *("Anwar Ibrahim", "Ahmad", "Fatimah", "Lala", "Titi", "Nana", "Yaya", "Coco Lim", "Didi"),
    # Filipino and Timorese: long names, particles, Jr.
    *(
        "Maria Clara de los Santos",
        "Jose Rizal Jr.",
        "Juan dela Cruz",
        "Ma. Teresa Reyes",
        "Bing Bong",
    ),
    *("Jun-Jun Santos", "Maria da Costa", "José dos Santos", "Ana de Jesus", "Jesus Reyes"),
    # Vietnamese, with and without marks
    *("Nguyễn Văn Nam", "Nguyen Van Nam", "Trần Thị Hạng", "Lê Thị Hằng", "Phạm Anh", "Tô Lâm"),
    *("Ngô Ý", "Đỗ Á", "Vũ Ái Vân", "Hồ Thị Y", "Bùi Ân"),
    # Thai, Lao, Khmer: no spaces, short nicknames
    *("สมชาย ใจดี", "สมหญิง", "นก", "อานนท์", "นางสาวมาลี ศรีสุข", "Anon Chaiyasit", "Porn Suwan"),
    *("ສົມພອນ", "ບຸນມີ ແກ້ວ", "ນາງ ຄຳ", "Khamphone", "សុខ", "ចាន់ ដារ៉ា", "លី សុភា", "Sok", "Ly Heng"),
    # Chinese, Tamil, Japanese, Korean: one or two signs
    *(
        "王伟",
        "李",
        "陈小明",
        "欧阳娜娜",
        "林",
        "Ng",
        "Wu",
        "O Sung",
        "Li Li",
        "Xu Xu",
        "Foo Mei Ling",
    ),
    *("குமார்", "செ. முருகன்", "ரா. லட்சுமி", "田中一郎", "金", "박지민"),
    # From elsewhere: particles, apostrophes, hyphens, capitals, rare letters
    *(
        "O’Brien",
        "D'Angelo",
        "Ludwig van Dam",
        "Anne-Marie von Berg",
        "Ibn al-Hassan",
        "ANNA SCHMIDT",
    ),
    *(
        "Jón Þór",
        "Łucja Żak",
        "Øystein Å",
        "J. R. Smith",
        "A. B.",
        "Mary Test-Jones",
        "Tester Testino",
    ),
    *("Guest House", "Björk", "Null Müller", "God’stime Okoro", "Angel Batman", "Kim", "Tre Were"),
    *(
        "Алексей Петров",
        "Мария",
        "محمد",
        "نور الهدى",
        "अनिता",
        "Christian King",
        "Joy Queen",
        "Prince",
    ),
]

SUSPICIOUS = {
    Why.FIGURE: [
        *("Mickey Mouse", "MICKEY  MOUSE", "mickey-mouse", "Donald Duck", "Batman", "Doraemon"),
        *("โดราเอมอน", "米老鼠", "Chuột Mickey", "Darth Vader", "Santa Claus"),
    ],
    Why.PLACEHOLDER: [
        *("test", "Test Test", "TEST", "Anonymous", "n/a", "No Name", "John Doe", "Your Name"),
        *("Hamba Allah", "anonim", "Nguyễn Văn A", "Nguyen Van A", "ẩn danh", "ทดสอบ", "နာမည်မသိ"),
        *("匿名", "ທົດສອບ", "សាកល្បង", "சோதனை", "Fulano de Tal", "haha"),
    ],
    Why.PUBLIC_PERSON: [
        *("Min Aung Hlaing", "Vladimir Putin", "Donald J. Trump", "António Guterres", "习近平"),
        *("မင်းအောင်လှိုင်", "Xi Jinping"),
    ],
    Why.NOT_A_NAME: [
        *("12345", "???", "🙂", "-", "www.example.org", "ann@example.org", "+66 81 234 5678"),
        *(
            "asdf",
            "qwerty",
            "asdfgh jkl",
            "asdasd",
            "zxcvbnm",
            "x",
            "aaaa",
            "x x x",
            "กกกก",
            "lkjh",
        ),
    ],
    Why.OFFICE: ["The President", "Prime Minister of Myanmar", "Menteri Luar Negeri", "นายกรัฐมนตรี"],
    Why.TRICKS: ["Аlex Smith", "An\u200bn Smith", "h" + "\u0300" * 9],
}


def test_there_are_enough_honest_names_for_it_to_mean_something():
    assert len(set(HONEST)) > 130


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_no_reason_however_unusual(name):
    assert doubts_about(name) == set()


@pytest.mark.parametrize(("why", "name"), [(why, n) for why in SUSPICIOUS for n in SUSPICIOUS[why]])
def test_what_is_no_persons_name_is_worth_a_look(why, name):
    assert why in doubts_about(name)
