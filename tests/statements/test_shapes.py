"""The shapes that texts never seen before come in: each line here was once misread."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from

BODY = "The pier of Port Alto was closed at noon on Monday without a word of warning to anybody."
SPOKEN = [
    ("“It leaks,” fumed Ana Ruiz, a plumber. “It always has.”", "Ana Ruiz"),
    ("“It leaks and it always has,” chimed in her grandfather, Bo Lind.", "Bo Lind"),
    ("“It leaks and it always has,” Mr Ruiz-Lind would say.", "Mr Ruiz-Lind"),
    ("Night sorter Cass Umber added: “It leaks and it always has.”", "Cass Umber"),
    (
        "For the city, harbour official Mira Voss denies it. “It never leaked”. She left.",
        "Mira Voss",
    ),
    ("A night guard, who gave no name, disputed it: “I was there. It leaked.”", "A night guard"),
    (
        "Ana Ruiz, a plumber, mended it. Her aunt, Edda Holm, paid.\n\n“I paid twice, and it leaks.”",
        "Edda Holm",
    ),
    (
        "A plumber, who asked to be called Old Tom, came. “It leaks and it always has,” he writes.",
        "Old Tom",
    ),
    (
        "Responding to the arrest of Wa Lin and Kyaw Oo, Ana Ruiz, the union’s director said:\n\n“It leaks.”",
        "Ana Ruiz",
    ),
    ("“It leaks and it always has,” said Ana Fisher, attorney with the union.", "Ana Fisher"),
    ("“It leaks,” the Bureau of Piers’ Ana Ruiz says. Rain fell. “A lot,” she said.", "Ana Ruiz"),
    (
        "Edda Holm is ill, her aunt Ana Ruiz added. “It leaks and it always has,” she said.",
        "Ana Ruiz",
    ),
    ("Harbour Bureau agent Ana Ruiz said the pier “leaks and always has leaked”.", "Ana Ruiz"),
    (
        "The pier “leaks in all weathers” and in all seasons, the watchdog Open Piers said.",
        "Open Piers",
    ),
    (
        "Attorney General Ana Ruiz has plans to raise “the need to mend what leaks” in court.",
        "Ana Ruiz",
    ),
    ("Edda Holm owns it. One of them, crane driver Ana Ruiz, told her: “It leaks.”", "Ana Ruiz"),
    ("The owner, Quay Holdings, says that it is “restructuring”.", "Quay Holdings"),
    ("The idea that it was dry was dismissed by Ana Ruiz as “a fairy tale”.", "Ana Ruiz"),
    ("Asked if it leaked, Ana Ruiz paused. “Always,” she said at last.", "Ana Ruiz"),
    ("For Ana Ruiz, it is personal. “It leaks on my boat,” she said.", "Ana Ruiz"),
    ("It had no lock, as the Registrar put it to us, ‘and no need of one’.", "the Registrar"),
    ("Ana Ruiz\nDirector, Open Piers\n\n“It leaks and it always has.”", "Ana Ruiz"),
    (
        "For Ana Ruiz, as her friends know, it is simple. “It leaks on my boat,” she says.",
        "Ana Ruiz",
    ),
    (
        "The owner, Bo Lind, paid. “It leaks,” he says. “Always.” His granddaughter Ana translates, then adds: “It does.”",
        "Bo Lind Ana",
    ),
    (
        "The editor of the Gazette, who was fined, was blunter: “It leaks and it always has.”",
        "The editor of the Gazette",
    ),
    ("“It leaks and it always has,” is how plumber Ana Ruiz, 52, puts it.", "Ana Ruiz"),
    (
        "Of the three owners, the third, Tenfold, called the leak “out of all proportion”.",
        "Tenfold",
    ),
    ("But May Ruiz, a plumber who paid, laughed. “Why me?” she said.", "May Ruiz"),
    (
        "It shut, in what the Harbour Guild called “the first honest day in three years”.",
        "Harbour Guild",
    ),
    ("Edda Holm’s wife, Lena, told us: “It leaks and it always has.”", "Lena"),
    (
        "Ana Ruiz is gone. Ruiz’s last editorial ended with the words: “It leaks and it always has.”",
        "Ana Ruiz",
    ),
    ("Harbour radio quoted a pilot as saying it “leaks and always has leaked”.", "a pilot"),
    (
        "Edda Holm paid. Holm’s daughter, a nurse, looked. It made her, in her words, “throw away all cups”.",
        "Holm’s daughter",
    ),
    ("The ministry told this newspaper: “It leaks and it always has.”", "The ministry"),
    (
        "One who knows is Lalla Ruiz, 80. She stops. “It leaks and it always has,” she says.",
        "Lalla Ruiz",
    ),
    (
        "Its founder, plumber Ana Ruiz, does not mind. “It leaks and it always has,” she says.",
        "Ana Ruiz",
    ),
    ("ကိုမင်းခ က “အမေ့ကို မငိုပါနဲ့လို့ ပြောပေးပါ” ဟု မှာကြားခဲ့သည်။", "ကိုမင်းခ"),
    (
        "Ana Ruiz paid. “I did,” she said. Bo Lind of the union was less happy. “A step?” he asked.",
        "Ana Ruiz Bo Lind",
    ),
    (
        "The Union of Crews answered. The Treasury Secretary’s office told it: “It leaks and it always has.”",
        "The Treasury Secretary’s office",
    ),
    ("“It leaks, (Ana Ruiz says) and it always has,” said Bo Lind.", "Bo Lind"),
    ("Senator Ana Ruiz (Greens, Vell) said: “It leaks and it always has.”", "Ana Ruiz"),
    (
        "A ministry spokeswoman would not comment beyond saying it “takes its duties seriously”.",
        "A ministry spokeswoman",
    ),
    (
        "The Reverend Ana Ruiz says it is wet. “It leaks and it always has,” she said.",
        "Reverend Ana Ruiz",
    ),
    ("“ရေယိုတယ်။” ဟု OP ၏ ပြောရေးဆိုခွင့်ရှိသူ နန်းမိုးဟွမ် က ပြောသည်။", "နန်းမိုးဟွမ်"),
    (
        "“It leaks and it always has, said Ana Ruiz, chair of the union.\n\n“I paid,” said Bo Lind.",
        "Ana Ruiz Bo Lind",
    ),
    (
        "“It leaks.” Edda Holm, who owns it, says nothing is wet.\n\n“I paid,” said Bo Lind.",
        "Bo Lind",
    ),
    (
        "The minister, Ana Ruiz, said it was “a matter for the courts”, while the union’s Bo Lind called it “theft by daylight”.",
        "Ana Ruiz Bo Lind",
    ),
]
UNSPOKEN = [
    "The company’s brochure is less reserved: “Never leave money on the pier.”",
    "The charge, we are told, is “insulting the mood of the harbour”.",
    "Somebody had written it on a wall: “Give us back the night”.",
]
HEADERS = [
    ("PRESS STATEMENT | No. 2026/19 | The Harbour Observatory", None),
    ("NEWS from the Dockworkers of Port Alto County", None),
    ("Joint release – please use freely\n14.II.2026", "2026-02-14"),
    ("Circular to the press / Saturday, 29 August 2026", "2026-08-29"),
    ("Date of issue: 2 December 2025", "2025-12-02"),
    ("Communication of 12/06/2026 (agreed at the meeting of Friday, 12 June)", "2026-06-12"),
    ("Press release\n05/10/2026", None),
    ("M E D I A   A D V I S O R Y\n12 June 2026", "2026-06-12"),
    ("PRESS RELEASE\n၂၀၂၆ ခုနှစ်၊ ဇွန်လ ၁၂ ရက် / 12 June 2026", "2026-06-12"),
    ("Harbour Commission on Piers\nPanel of Independent Monitors", None),
    (
        "Network of Harbour Clinics – joint statement with nine partner organisations\n2 May 2026",
        "2026-05-02",
    ),
    ("Vell, 3rd December 2026 / embargo: 06:00", "2026-12-03"),
    ("OPEN LETTER\n\nTo: The Mayor\n\nDear Mayor,", None),
    ("Done at Port Alto, this 30th day of October 2026", "2026-10-30"),
]
LISTS = [
    (
        "The union will return when the county:\n\n- reopens the pier\n- pays the crew",
        ["reopens the pier", "pays the crew"],
    ),
    (
        "To the Governor:\n(a) withdraw the permit;\n(b) publish the study.",
        ["withdraw the permit", "publish the study"],
    ),
    (
        "We therefore call on:\n\nThe Council\n- to open the pier;\n- to pay the crew.",
        ["to open the pier", "to pay the crew"],
    ),
    ("What we ourselves do:\n\n- open our doors at night\n- pay the crew", []),
    ("They found that the owners:\n\n- opened the gate at night\n- paid nobody", []),
    ("From the Council we expect a ban on night dredging.", ["a ban on night dredging"]),
    ("We do not ask for pity.", []),
    (
        "The Congress,\n\n1. Calls on the Mayor to open the pier;\n2. Demands that the crew be paid;\n3. Thanks the cooks.",
        ["open the pier", "the crew be paid"],
    ),
    (
        "The crew’s requests in full:\n\nFirst – that the pier be opened.\n\nSecond – that the crew be paid.",
        ["the pier be opened", "the crew be paid"],
    ),
    ("The Bill would:\n\n- open homes to the police\n- ban masks", []),
    (
        "The groups call for changes that would\n\n- open the pier;\n- pay the crew.",
        ["open the pier", "pay the crew"],
    ),
    (
        "The crew wants the owners to:\n\n- sign the accord, under which buyers\n  - give notice, and\n  - pay the crew",
        ["sign the accord, under which buyers give notice, and pay the crew"],
    ),
    (
        "We ask for four steps:\n\n1. The harbour board should:\n   a) open the pier;\n   b) issue a pass that lets its holder\n      i. fish,\n      ii. land, and\n      iii. sell;\n   c) pay the crew.\n2. Shipping lines should stay away.",
        [
            "open the pier",
            "issue a pass that lets its holder fish, land, and sell",
            "pay the crew",
            "Shipping lines should stay away",
        ],
    ),
    (
        "We therefore call on:\n\nA. The harbour board to\n   (a) open the pier; and\n   (b) pay the crew.\n\nB. The Northern Union to send observers to both piers.",
        ["open the pier", "pay the crew", "send observers to both piers"],
    ),
]
PROSE = [
    (
        "An inquiry is needed to restore faith in the pier.",
        ["An inquiry is needed to restore faith in the pier"],
    ),
    ("It is time for the county to open the pier.", ["It is time for the county to open the pier"]),
    ("There must be an inquiry into the pier.", ["There must be an inquiry into the pier"]),
    (
        "It is essential that the county open the pier.",
        ["It is essential that the county open the pier"],
    ),
    (
        "We need an independent harbour master with real powers.",
        ["an independent harbour master with real powers"],
    ),
    ("Any new law must include a right to fish.", ["Any new law must include a right to fish"]),
    (
        "Quayline should pay for the repair of the pier.",
        ["Quayline should pay for the repair of the pier"],
    ),
    (
        "As a member of the league, Merdia must use its vote to open the pier.",
        ["Merdia must use its vote to open the pier"],
    ),
    (
        "Open Piers Watch have called for an urgent review of the lease.",
        ["an urgent review of the lease"],
    ),
    (
        "The union calls for the county to open the pier and pay the crew.",
        ["open the pier and pay the crew"],
    ),
    (
        "The union demands that the county open the pier, pay the crew and apologise.",
        ["open the pier", "pay the crew", "apologise"],
    ),
    (
        "We ask you, first, to open the pier; second, to pay the crew; and third, to say why it was shut.",
        ["open the pier", "pay the crew", "say why it was shut"],
    ),
    ("We ask the county to track and monitor all ships.", ["track and monitor all ships"]),
    (
        "The union calls on the county to open the pier, and on the owners to pay the crew.",
        ["open the pier", "pay the crew"],
    ),
    (
        "Our demands are simple: open the pier, pay the crew, and apologise.",
        ["open the pier", "pay the crew", "apologise"],
    ),
    ("First, open the pier. Second, pay the crew.", ["open the pier", "pay the crew"]),
    ("The siege of the pier must end.", ["The siege of the pier must end"]),
    ("Open the pier. Pay the crew.", ["Open the pier", "Pay the crew"]),
    (
        "The union wants a pay rise, a release of the crew and an end to night shifts.",
        ["a pay rise, a release of the crew and an end to night shifts"],
    ),
    (
        "They call upon the Senate to reject the Bill; the Mayor to veto it; and the Port Club to watch.",
        ["reject the Bill", "veto it", "watch"],
    ),
    (
        "We demand that the pier be opened, that the crew be paid and that the families be told.",
        ["the pier be opened", "the crew be paid", "the families be told"],
    ),
    (
        "We ask the Commission to (i) send an observer, (ii) demand the ledger back and (iii) report.",
        ["send an observer", "demand the ledger back"],
    ),
    (
        "The groups urged the Port Club to open the pier and ask the Mayor to pay.",
        ["open the pier and ask the Mayor to pay"],
    ),
    ("They have one request to the Mayor: open the pier.", ["open the pier"]),
    (
        "The union has renewed its call for the county, the city and the port to open the pier.",
        ["open the pier"],
    ),
    (
        "Doctors told the Mayor that they will not obey a rule under which doctors must report patients.",
        [],
    ),
    ("The Harbour Minister, Ana Ruiz, said the county should open the pier.", []),
    ("We are asking the public to sign the petition to the county.", []),
    ("The union insists that the pier would not close. He expects the pier to close.", []),
    ("The crew asked what the county did, and why they were told to open the pier.", []),
    ("Both unions want the law repealed.", ["the law repealed"]),
    (
        "The union calls for an inquiry and for a ban on night work.",
        ["an inquiry", "a ban on night work"],
    ),
    (
        "The union demands that the Mayor meet the crew; that he pay them; and that a date be set.",
        ["meet the crew", "pay them", "a date be set"],
    ),
    (
        "The union calls on the county to open the pier, to pay the crew, and say sorry.",
        ["open the pier", "pay the crew", "say sorry"],
    ),
    (
        "We ask two things. That the pier be opened. And that the Mayor come and look.",
        ["the pier be opened", "the Mayor come and look"],
    ),
    ("The union reiterates its demand for the release of the crew.", ["the release of the crew"]),
    ("We want to see a full inquiry into the pier.", ["a full inquiry into the pier"]),
    ("Until then, no tickets should be sold.", ["Until then, no tickets should be sold"]),
    (
        "The nurses ask for two things: enough staff, and a lock on the door.",
        ["enough staff", "a lock on the door"],
    ),
    (
        "To the Mayor we say: open the pier and pay the crew. To our friends we say: sing a song.",
        ["open the pier and pay the crew"],
    ),
    (
        "The owners should, by Friday, open the pier.",
        ["The owners should, by Friday, open the pier"],
    ),
    (
        "The union calls for: an open pier; fair pay; and a ban on night work.",
        ["an open pier", "fair pay", "a ban on night work"],
    ),
    ("The time has come to open the pier.", ["The time has come to open the pier"]),
    (
        "Signatories are calling on the bank not to finance the dam, and to publish its books.",
        ["not to finance the dam", "publish its books"],
    ),
    (
        "This lease should include a right to fish. This should worry us all.",
        ["This lease should include a right to fish"],
    ),
    ("Read the report on the pier. Sign the petition. Let us be clear.", []),
    (
        "The mayor wants to end it. Workers must show a pass. A guard asked not to be named for fear.",
        [],
    ),
    ("Friends groups in nine towns have petitioned the governor to step in.", []),
]


@pytest.mark.parametrize(("paragraphs", "speaker"), SPOKEN)
def test_a_speaker_is_found_whatever_the_verb(paragraphs, speaker):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraphs}")

    assert " ".join(quote.speaker for quote in draft.quotes) == speaker


@pytest.mark.parametrize(("paragraph", "demands"), PROSE)
def test_prose_asks_in_many_ways(paragraph, demands):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraph}")

    assert list(draft.demands) == demands


@pytest.mark.parametrize("paragraph", UNSPOKEN)
def test_printed_words_are_nobodys_quote(paragraph):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraph}")

    assert draft.quotes == ()


@pytest.mark.parametrize(("header", "date"), HEADERS)
def test_a_line_of_machinery_is_never_the_title(header, date):
    draft = draft_from(f"{header}\n\nThe pier is closed until the count is over\n\n{BODY}")

    assert (draft.title, draft.date) == ("The pier is closed until the count is over", date)


@pytest.mark.parametrize(("paragraphs", "demands"), LISTS)
def test_a_list_asks_if_its_lead_or_its_address_says_so(paragraphs, demands):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraphs}")

    assert list(draft.demands) == demands
