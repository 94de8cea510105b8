"""Demands are copied as written, and only where the statement itself asks."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from

OPENING = (
    "Harbour groups ask for the ledger\n\n"
    "PORT ALTO, 3 May 2026 — The Open Harbour Network met dockers at the pier this week and "
    "listened to their stories for two days.\n\n"
)
CLOSING = "\n\nThe pier was quiet on Tuesday.\n"

ASKED = [
    (
        "The Network calls on the Ministry of Ports (i) to open the ledger by noon on 18 May, (ii) to pay for the cleaning and repair, and (iii) to give a written promise.",
        [
            "open the ledger by noon on 18 May",
            "pay for the cleaning and repair",
            "give a written promise",
        ],
    ),
    (
        "We urgently need a Ports Act that is fit for this century. We also need laws that keep the pier public.",
        ["a Ports Act that is fit for this century", "laws that keep the pier public"],
    ),
    ("We call on the Government of Varland to release all prisoners.", ["release all prisoners"]),
    (
        "The Open Harbour Network calls on the Government of Varland to immediately release all prisoners, to end airstrikes on villages and to allow aid across the border.",
        [
            "immediately release all prisoners",
            "end airstrikes on villages",
            "allow aid across the border",
        ],
    ),
    (
        "The Network urges ASEAN to suspend the junta and calls on China to stop the sale of jet fuel.",
        ["suspend the junta", "stop the sale of jet fuel"],
    ),
    (
        "The organisations demand that the ministry publish the ledger by 1 June.",
        ["publish the ledger by 1 June"],
    ),
    (
        "We demand the immediate and unconditional release of Ko Lin Aung and his colleagues.",
        ["the immediate and unconditional release of Ko Lin Aung and his colleagues"],
    ),
    (
        "The undersigned organisations call for an independent investigation into the deaths at Pier 9.",
        ["an independent investigation into the deaths at Pier 9"],
    ),
    (
        "The authorities must immediately drop all charges against the dockers.",
        ["The authorities must immediately drop all charges against the dockers"],
    ),
    (
        "The Varland government should ratify the Convention without delay.",
        ["The Varland government should ratify the Convention without delay"],
    ),
    ("“The authorities must drop all charges now,” said Ana Ruiz.", []),
    ("Rights groups and others have called on the Security Council to take action.", []),
    ("The opposition has urged the president to resign.", []),
    ("Technology can and should play an important role.", []),
    (
        "All charges must be dropped and the dockers must be compensated.",
        ["All charges must be dropped and the dockers must be compensated"],
    ),
    (
        "The Network also asks donors to fund legal aid, and to report publicly on how it is spent.",
        ["fund legal aid", "report publicly on how it is spent"],
    ),
    (
        "Our demands:\n\n1. Release the dockers.\n2. Publish the ledger; and\n3. Pay compensation.",
        ["Release the dockers", "Publish the ledger", "Pay compensation"],
    ),
    (
        "We, the undersigned, therefore call upon the member states of the Union to:\n\na) release the dockers;\nb) publish the ledger;\nc) pay compensation.",
        ["release the dockers", "publish the ledger", "pay compensation"],
    ),
    (
        "## Recommendations\n\nTo the Government of Varland:\n\n- Release the dockers.\n- Publish the ledger.\n\nTo the Union:\n\n- Suspend the coordinator role.",
        ["Release the dockers", "Publish the ledger", "Suspend the coordinator role"],
    ),
    ("The Network found that:\n\n- 40 dockers were jailed;\n- three died.", []),
    ("Those who signed include:\n\n- Open Harbour Network\n- Dockers’ Union", []),
    (
        "The statement calls on the ministry to (a) publish the ledger, (b) release the dockers and (c) pay compensation to their families.",
        ["publish the ledger", "release the dockers", "pay compensation to their families"],
    ),
    (
        "The Network reiterated its call on the ministry to publish the ledger.",
        ["publish the ledger"],
    ),
    (
        "“We call on the ministry to publish the ledger before the summit,” said Ana Ruiz of the Open Harbour Network.",
        [],
    ),
    ("The ministry should have acted sooner.", []),
    ("Last year the Network asked why the ledger was hidden.", []),
    (
        "The group said the government must publish the ledger.",
        ["the government must publish the ledger"],
    ),
    (
        "The government must publish the ledger, the Network said.",
        ["The government must publish the ledger"],
    ),
    (
        "Until the ledger is public, states must refuse port calls by its ships.",
        ["Until the ledger is public, states must refuse port calls by its ships"],
    ),
    (
        "We urge the Minister, Datuk Tan Lee, to meet the families and to apologise.",
        ["meet the families", "apologise"],
    ),
    ("We call on all parties to the conflict to respect hospitals.", ["respect hospitals"]),
    ("The ministry was asked to comment but did not respond.", []),
    ("Police called on residents to stay indoors.", []),
    ("The minister has demanded that journalists reveal their sources.", []),
    ("We call on the government not to deport the families.", ["not to deport the families"]),
    (
        "First, the ministry must publish the ledger. Second, it must pay compensation.",
        ["First, the ministry must publish the ledger", "Second, it must pay compensation"],
    ),
    (
        "What we want\n\n• a public ledger\n• an apology\n• compensation for 40 dockers",
        ["a public ledger", "an apology", "compensation for 40 dockers"],
    ),
    (
        "The petition demands an end to night shifts, a public ledger, and a seat for dockers on the board.",
        ["an end to night shifts, a public ledger, and a seat for dockers on the board"],
    ),
    ("The Network is calling for the ledger to be published.", ["the ledger to be published"]),
    ("Workers need the law to protect them. Under the law, employers must keep a ledger.", []),
    (
        "We therefore request that His Excellency intervene to stop the deportations.",
        ["intervene to stop the deportations"],
    ),
    (
        "Member states should:\n• withdraw recognition\n• freeze the accounts of the bank",
        ["withdraw recognition", "freeze the accounts of the bank"],
    ),
    (
        "We call on the international community, including ASEAN, the UN and Varland’s neighbours, to refuse recognition of the sham election.",
        ["refuse recognition of the sham election"],
    ),
    (
        "The coalition calls on governments to: stop selling arms; sanction jet fuel; and support the ICC referral.",
        ["stop selling arms", "sanction jet fuel", "support the ICC referral"],
    ),
    (
        "Governments must not return refugees to danger.",
        ["Governments must not return refugees to danger"],
    ),
    (
        "The Network urges the bank to:\n\n(i) publish its accounts;\n\n(ii) leave the board;\n\n(iii) repay the dockers.\n\nBackground\n\n• The pier opened in 1971.\n• It employs 300 people.",
        ["publish its accounts", "leave the board", "repay the dockers"],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), ASKED)
def test_demands_are_what_the_statement_itself_asks(paragraphs, expected):
    draft = draft_from(OPENING + paragraphs + CLOSING)

    assert list(draft.demands) == expected


def test_whoever_is_asked_is_an_addressee():
    text = "We call on the foreign ministers to:\n\n• publish the minutes; and\n• reply in writing."

    draft = draft_from(OPENING + text + CLOSING)

    assert draft.addressees == ("the foreign ministers",)


def test_a_statement_without_a_demand_gets_none_and_a_question():
    draft = draft_from(OPENING + "Nobody at the pier had seen the ledger." + CLOSING)

    assert draft.demands == ()
    assert "The text makes no demand that can be copied. What do you ask for?" in draft.notes


def test_items_that_became_demands_are_not_paragraphs_too():
    text = "We demand that the ministry:\n\n• publish the ledger\n• pay the dockers"

    draft = draft_from(OPENING + text + CLOSING)

    assert "publish the ledger" not in draft.paragraphs
    assert "We demand that the ministry:" in draft.paragraphs
