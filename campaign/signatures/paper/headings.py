"""Which column is which: by what stands above it, in any language that a sheet may be in."""

import re
from collections.abc import Sequence

from campaign.lib import text
from campaign.signatures.paper.models import Column

# As sheets and forms head them; lower case. A heading is recognised where it is one of these, or
# begins with one and goes on with something in brackets.
CALLED = {
    Column.NAME: frozenset(
        {
            *("name", "full name", "signature name", "signer", "your name", "first and last name"),
            *("nama", "nama lengkap", "nama penuh", "pangalan", "buong pangalan", "tên", "họ tên"),
            *("họ và tên", "nome", "nome completo", "naran", "nom", "ชื่อ", "ชื่อ-นามสกุล", "ຊື່"),
            *("ชื่อและนามสกุล", "ຊື່ ແລະ ນາມສະກຸນ", "ឈ្មោះ", "အမည်", "နာမည်", "姓名", "名字", "பெயர்"),
        }
    ),
    Column.COUNTRY: frozenset(
        {
            *("country", "country code", "nation", "place or country", "place, country", "negara"),
            *(
                "bansa",
                "quốc gia",
                "nước",
                "país",
                "pais",
                "rai",
                "nasaun",
                "pays",
                "ประเทศ",
                "ປະເທດ",
            ),
            *("ប្រទេស", "နိုင်ငံ", "国家", "நாடு"),
        }
    ),
    Column.EMAIL: frozenset(
        {
            *(
                "email",
                "e-mail",
                "mail",
                "email address",
                "e-mail address",
                "surel",
                "alamat email",
            ),
            *("emel", "e-mel", "thư điện tử", "correio eletrónico", "korreiu eletróniku", "อีเมล"),
            *("ອີເມລ", "អ៊ីមែល", "အီးမေးလ်", "电子邮件", "邮箱", "மின்னஞ்சல்", "courriel"),
        }
    ),
    Column.UPDATES: frozenset(
        {
            *(
                "wants news",
                "news",
                "updates",
                "wants_updates",
                "newsletter",
                "consent",
                "may write",
            ),
            *(
                "may we write to you?",
                "kabar",
                "berita",
                "balita",
                "tin tức",
                "notícias",
                "notisia",
            ),
            *("ข่าว", "รับข่าว", "ຂ່າວ", "ព័ត៌មាន", "သတင်း", "消息", "செய்தி"),
        }
    ),
}
_IN_BRACKETS = re.compile(r"\s*[(\[（].*|[*:?]+\s*$")


def recognised(first_row: Sequence[str]) -> dict[str, int]:
    """{"name": 0, "email": 3}: the place of each column that its heading gives away."""
    found: dict[str, int] = {}
    for place, heading in enumerate(first_row):
        said = text.one_line(heading[:200]).casefold()
        names = {said, _IN_BRACKETS.sub("", said).replace("_", " ")}
        for column, called in CALLED.items():
            if names & called:
                found.setdefault(column.value, place)
    return found
