"""One sentence that asks, in the lead or further down, and what of it is the demand."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from

BEFORE = (
    "Lakeside Rights has published a report on the pier, its third this year.\n\n"
    "“It was cold,” said Mara Lind, director of Lakeside Rights.\n\n"
)
AFTER = "\n\nThe pier was quiet on Tuesday, and the shops of Lakeside Rights were closed.\n"
ASKING = [
    (
        "Lakeside Rights is calling on the Senate to reject the bill when it votes on Thursday.",
        ["reject the bill when it votes on Thursday"],
    ),
    (
        "Lakeside Rights has called on the Senate to reject the bill.",
        ["reject the bill"],
    ),
    (
        "Lakeside Rights is calling for the immediate release of journalist Mara Lind.",
        ["the immediate release of journalist Mara Lind"],
    ),
    (
        "Lakeside Rights calls for her immediate and unconditional release.",
        ["her immediate and unconditional release"],
    ),
    (
        "Lakeside Rights today called for an independent investigation into the shooting of a reporter in Dorn.",
        ["an independent investigation into the shooting of a reporter in Dorn"],
    ),
    (
        "Lakeside Rights today joined 20 other organisations in calling on Meridia to lift the ban.",
        ["lift the ban"],
    ),
    (
        "Lakeside Rights today joined a coalition of groups urging Congress to reject the bill.",
        ["reject the bill"],
    ),
    (
        "The authorities in Dorn should drop the charges and release Mara Lind, Lakeside Rights said today.",
        ["The authorities in Dorn should drop the charges and release Mara Lind"],
    ),
    (
        "Meridia’s parliament must reject a bill that would criminalise protest, Lakeside Rights said today.",
        ["Meridia’s parliament must reject a bill that would criminalise protest"],
    ),
    (
        "Lakeside Rights said the government should publish the contract.",
        ["the government should publish the contract"],
    ),
    (
        "Lakeside Rights believes that the government must repeal the law.",
        ["the government must repeal the law"],
    ),
    (
        "Lakeside Rights spokesperson Mara Lind said the government must repeal the law.",
        ["the government must repeal the law"],
    ),
    (
        "Mara Lind, director of Lakeside Rights, urged the government to repeal the law.",
        ["repeal the law"],
    ),
    (
        "Ms Lind called on the government to repeal the law.",
        ["repeal the law"],
    ),
    (
        "In a letter sent today, Lakeside Rights asks the minister to repeal the law.",
        ["repeal the law"],
    ),
    (
        "Lakeside Rights filed a brief today asking the court to dismiss the case.",
        ["dismiss the case"],
    ),
    (
        "Lakeside Rights has asked a federal court to block the law.",
        ["block the law"],
    ),
    (
        "Lakeside Rights and the Pier Union urged a judge on Monday to unseal the records.",
        ["unseal the records"],
    ),
    (
        "A coalition of 40 organisations today urged the European Parliament to vote against the regulation.",
        ["vote against the regulation"],
    ),
    (
        "More than 40 organisations have written to the minister demanding that the law be repealed.",
        ["the law be repealed"],
    ),
    (
        "Forty organisations have signed an open letter calling on the government to repeal the law.",
        ["repeal the law"],
    ),
    (
        "The organisations are urging the government to repeal the law.",
        ["repeal the law"],
    ),
    (
        "We urge the Government to repeal the law, which allows searches without a warrant.",
        ["repeal the law, which allows searches without a warrant"],
    ),
    (
        "We are asking the council to keep the library open.",
        ["keep the library open"],
    ),
    (
        "We ask that the council keep the library open.",
        ["keep the library open"],
    ),
    (
        "We call upon all parties to respect the ceasefire.",
        ["respect the ceasefire"],
    ),
    (
        "We therefore respectfully request that you withdraw the bill.",
        ["withdraw the bill"],
    ),
    (
        "We strongly recommend that the bill be withdrawn.",
        ["the bill be withdrawn"],
    ),
    (
        "We want the government to withdraw the bill.",
        ["withdraw the bill"],
    ),
    (
        "We need the government to withdraw the bill.",
        ["withdraw the bill"],
    ),
    (
        "We are demanding an end to the shutdowns.",
        ["an end to the shutdowns"],
    ),
    (
        "The group wants the minister to release the report.",
        ["release the report"],
    ),
    (
        "It is also calling for the report to be released.",
        ["the report to be released"],
    ),
    (
        "The report recommends that the agency stop the programme.",
        ["stop the programme"],
    ),
    (
        "The petition calls on the mayor to stop the evictions.",
        ["stop the evictions"],
    ),
    (
        "The letter calls on the ministers to oppose the treaty and to protect encryption.",
        ["oppose the treaty", "protect encryption"],
    ),
    (
        "The letter asks the company to stop selling spyware, publish its customer list and compensate the victims.",
        ["stop selling spyware", "publish its customer list", "compensate the victims"],
    ),
    (
        "Lakeside Rights condemns the arrest of Mara Lind and calls for her immediate release.",
        ["her immediate release"],
    ),
    (
        "Lakeside Rights condemns the arrest of Mara Lind and urges the police to release her.",
        ["release her"],
    ),
    (
        "Lakeside Rights condemned the arrest and demanded the charges be dropped.",
        ["the charges be dropped"],
    ),
    (
        "The government must act now.",
        ["The government must act now"],
    ),
    (
        "All charges must be dropped.",
        ["All charges must be dropped"],
    ),
    (
        "Mara Lind must be released immediately and unconditionally.",
        ["Mara Lind must be released immediately and unconditionally"],
    ),
    (
        "The law should be repealed.",
        ["The law should be repealed"],
    ),
    (
        "The decision needs to be reversed.",
        ["The decision needs to be reversed"],
    ),
    (
        "Parliament needs to fix this law before the summer.",
        ["Parliament needs to fix this law before the summer"],
    ),
    (
        "The government has to publish the contract.",
        ["The government has to publish the contract"],
    ),
    (
        "Congress should reject this proposal.",
        ["Congress should reject this proposal"],
    ),
    (
        "Platforms should be transparent about takedowns.",
        ["Platforms should be transparent about takedowns"],
    ),
    (
        "Lakeside Rights encourages all Meridians to contact their MP and ask them to vote against the bill.",
        [],  # what readers are asked to do
    ),
    (
        "Lakeside Rights calls for the scheme to be scrapped, after revelations that nobody oversees it.",
        ["the scheme to be scrapped"],
    ),
    (
        "Lakeside Rights urges all residents to be aware of the deadline, as the last week begins today.",
        ["be aware of the deadline"],
    ),
    (
        "The board must act on its promise in order to keep children safe, according to a letter sent today to the Mayor.",
        ["The board must act on its promise in order to keep children safe"],
    ),
    (
        "The board should take urgent action to save the pier, the Harbour Union, Lakeside Rights, and Clinics Network said today.",
        ["The board should take urgent action to save the pier"],
    ),
    (
        "Lakeside Rights urged the authorities to release the crew and drop all charges against them, to open the hearings, and to return the boat.",
        [
            "release the crew and drop all charges against them",
            "open the hearings",
            "return the boat",
        ],
    ),
    (
        "Lakeside Rights joins 14 groups in urging the Governor to drop the case and the harbour council to give back the scales.",
        ["drop the case", "give back the scales"],
    ),
    (
        "It repeats its request of 13 May that they keep dogs off the pier between 6 a.m. and 4 p.m., and it asks the board to fund a second patrol.",
        ["keep dogs off the pier between 6 a.m. and 4 p.m.", "fund a second patrol"],
    ),
    (
        "As reporters and press freedom advocates gather to mark Harbour Day, Lakeside Rights calls for the release of the crew.",
        ["the release of the crew"],
    ),
    (
        "Lakeside Rights calls on the State to stop the raids and for the Harbour and Piers Commission to look into the matter.",
        ["stop the raids", "look into the matter"],
    ),
    (
        "However, Lakeside Rights has urged that some of the money be spent on piers.",
        ["some of the money be spent on piers"],
    ),
    (
        "The government must repeal the law, said Mara Lind, director of Lakeside Rights.",
        ["The government must repeal the law"],
    ),
    (
        "The board should keep the tools that save piers, says a letter sent by 90 unions, firms and experts.",
        ["The board should keep the tools that save piers"],
    ),
    (
        "Any future law must comply with the Harbour Convention.",
        ["Any future law must comply with the Harbour Convention"],
    ),
    (
        "Union secretary Bo Lind said the rota left wards with one nurse and that the board should hire 40 more staff.",
        ["the board should hire 40 more staff"],
    ),
    ("Please do not close the clinic.", ["do not close the clinic"]),
    # Two verbs after one "to" are one demand; each "to", "for" and "that" opens another.
    (
        "Lakeside Rights urges the council to mend the pier and light it at night.",
        ["mend the pier and light it at night"],
    ),
    (
        "Lakeside Rights urges the council to mend the pier and not to raise the toll.",
        ["mend the pier", "not to raise the toll"],
    ),
    (
        "Lakeside Rights calls for the repeal of the toll, an audit of the port, and free passage for nurses.",
        ["the repeal of the toll", "an audit of the port", "free passage for nurses"],
    ),
    # Calls with a noun, and against something.
    (
        "Lakeside Rights turned to the council with a plea to the Mayor to slow down.",
        ["slow down"],
    ),
    (
        "Lakeside Rights urges the Harbour Commissioner against selling the last ferry.",
        ["against selling the last ferry"],
    ),
    (
        "Lakeside Rights is campaigning for the council to buy back the ferry.",
        ["buy back the ferry"],
    ),
    # What sanctions are for is no act of those who are to impose them.
    (
        "Lakeside Rights calls for sanctions against the shipyard to stop the sale of hulls.",
        ["sanctions against the shipyard to stop the sale of hulls"],
    ),
    # Needs, conditions, insertions.
    (
        "There is an urgent need to reopen the clinic.",
        ["There is an urgent need to reopen the clinic"],
    ),
    (
        "What is needed now is for the council to reopen the clinic.",
        ["reopen the clinic"],
    ),
    (
        "If a ferry must be sold, residents should be fully and openly consulted.",
        ["If a ferry must be sold, residents should be fully and openly consulted"],
    ),
    (
        "Insurers, two of which sit on the board, must pay for the repair.",
        ["Insurers, two of which sit on the board, must pay for the repair"],
    ),
    (
        "Lakeside Rights asked the council to mend the pier, and said the port must pay for it.",
        ["mend the pier", "the port must pay for it"],
    ),
    (
        "The officers who beat the crew that night must be named.",
        ["The officers who beat the crew that night must be named"],
    ),
    ("To the Harbour Board: publish the inspection report.", ["publish the inspection report"]),
    ("The bill should not become law.", ["The bill should not become law"]),
]
NOT_ASKING = [
    "Tell your senator to vote no.",
    "Join us at the pier on Friday.",
    "Everyone should be able to speak freely.",
    "Journalists should not have to fear arrest.",
    "The law requires that companies must keep data for two years.",
    "Under the plan, companies must keep data for two years.",
    "Applicants must send their forms by 1 June.",
    "The government asked the court to dismiss the case.",
    "Police urged residents to stay indoors.",
    "The minister said that the media must behave.",
    "Protesters have called for the president to resign.",
    "The UN has called on Meridia to release her.",
    "Lakeside Rights asks all its members to write in for the summer fair.",
    "Donors and neighbours should be congratulated on the new roof.",
    "No one should be jailed for a poem.",
    "Nima Lark, a cook who asked the ferryman to wait, missed the boat.",
    "Lakeside Rights welcomes a UN report calling for a new treaty on ferries.",
    "We have asked for a meeting on Friday.",
    "The new rules would require shipyards to report every sale.",
    "She was asked to leave the room.",
    "They cite risks to the river, urging adherence to indigenous rights.",
    "The Harbour Court ruled yesterday that providers must take “reasonable steps” to stop it.",
    "In 2013 experts identified 13 principles governments must follow to keep to the law.",
    "“We call on all companies to end their business with the junta,” said Mara Lind.",
]


def statement(sentence: str, *, leads: bool) -> str:
    lead = "Rights group speaks out\n\nPORT ALTO, 3 May 2026 — "
    return f"{lead}{'' if leads else BEFORE}{sentence}{AFTER}"


@pytest.mark.parametrize("leads", [True, False], ids=["lead", "body"])
@pytest.mark.parametrize(("sentence", "demands"), ASKING)
def test_a_single_sentence_asks(sentence, demands, leads):
    assert list(draft_from(statement(sentence, leads=leads)).demands) == demands


@pytest.mark.parametrize("leads", [True, False], ids=["lead", "body"])
@pytest.mark.parametrize("sentence", NOT_ASKING)
def test_what_readers_others_and_laws_ask_is_no_demand(sentence, leads):
    assert draft_from(statement(sentence, leads=leads)).demands == ()


def test_a_lead_that_sums_up_what_is_asked_further_down_adds_nothing():
    text = (
        "Experts alarmed by a trial\n\nPORT ALTO, 3 May 2026 — Lakeside Rights today expressed "
        "alarm at a trial of nurses, and called for their immediate release.\n\n"
        "Lakeside Rights urged the authorities to release the nurses and drop all charges, and to "
        "open the hearings to the public."
    )

    assert draft_from(text).demands == (
        "release the nurses and drop all charges",
        "open the hearings to the public",
    )


def test_whoever_spoke_last_is_whom_he_means():
    """And so is the office, not the group, that another paragraph goes on about."""
    text = (
        "Tenants march\n\nPORT ALTO, 3 May 2026 — Lakeside Rights led a march to the pier, where it "
        "called on the council to lower the rents.\n\n"
        "Housing minister Theo Brandt said on television that he had not been told. He urged "
        "landlords to show restraint.\n\n"
        "He also called on the marchers to go home."
    )

    assert draft_from(text).demands == ("lower the rents",)


def test_where_a_statement_says_we_another_organisation_asks_for_itself():
    text = (
        "We reject the toll\n\nWe row the ferry. We have not been asked. We pay for our own oars, "
        "and we call on the council to drop the toll.\n\n"
        "Others go further. The Lakeside Youth League demands that the ferry be sold."
    )

    assert draft_from(text).demands == ("drop the toll",)


def test_what_is_asked_twice_is_told_in_its_fuller_wording():
    text = (
        "Slow down\n\nPORT ALTO, 3 May 2026 — Lakeside Rights spoke of the toll.\n\n"
        "Lakeside Rights asks the council to publish the ferry’s accounts. It was cold.\n\n"
        "Lakeside Rights asks the council to publish the ferry’s accounts before the vote in June."
    )

    assert draft_from(text).demands == ("publish the ferry’s accounts before the vote in June",)


def test_speech_without_marks_asks_for_its_speaker_only():
    text = (
        "The clinic\n\nLakeside Rights, 3 May 2026\n\nThe clinic was shut on Monday.\n\n"
        "Mara Lind, director of Lakeside Rights, said:\nThe council must reopen the clinic. We are "
        "tired of waiting.\n\n"
        "Ivo Brandt, nurse, said:\nI have nothing to add."
    )

    assert draft_from(text).demands == ()


def test_a_news_report_lets_a_named_opponent_ask():
    text = (
        "Officials trade denials\n\nKALVESS, Oct. 21, 2026 — The port burned for a day.\n\n"
        "In Kalvess, opposition lawmaker Dana Prell demanded that the harbour master resign."
    )

    assert draft_from(text).demands == ("the harbour master resign",)
