"""Demands in nested lists, in series and below contacts; lists that ask nothing."""

import pytest

from campaign.statements import demands, draft_from

OPENING = (
    "Harbour groups ask for the ledger\n\n"
    "PORT ALTO, 3 May 2026 — Nobody on the quay has seen the ledger of arms cargo since it was "
    "written, dockers and clerks of Open Harbour told reporters.\n\n"
)


def demands_of(text: str) -> list[str]:
    return list(draft_from(OPENING + text).demands)


@pytest.mark.parametrize(("first", "second"), [("(a)", "(b)"), ("(က)", "(ခ)")])
def test_a_numbered_paragraph_leads_into_lettered_points(first: str, second: str):
    text = (
        "1. The Council met on Sunday and heard nine crews.\n\n"
        "2. The Council therefore calls upon the port authority to —\n\n"
        f"{first} open the ledger to the crews; and\n"
        f"{second} return the seized logbooks.\n\n"
        "and upon insurers abroad to —\n\n"
        f"{first} refuse cover for sealed cargo.\n"
    )

    assert demands_of(text) == [
        "open the ledger to the crews",
        "return the seized logbooks",
        "refuse cover for sealed cargo",
    ]


def test_points_below_a_point_that_says_of_whom_are_demands():
    text = (
        "The ferry\n\nLakeside Rights, 3 May 2026\n\nWe rowed for nine years.\n\n"
        "A) From the council Lakeside Rights demands:\n"
        "   i. that it mend the pier\n"
        "   ii. that it light the pier at night\n"
        "B) From the owners:\n"
        "   i. an end to the toll\n"
        "   ii. a seat for the crew on the board\n"
    )

    assert draft_from(text).demands == (
        "mend the pier",
        "light the pier at night",
        "an end to the toll",
        "a seat for the crew on the board",
    )


def test_among_demands_what_readers_may_sign_is_none():
    text = (
        "The ferry\n\nLakeside Rights, 3 May 2026\n\nOur demands\n\n"
        "• Mend the pier\n• Lower the toll\n• Sign our petition on the web page\n"
    )

    assert draft_from(text).demands == ("Mend the pier", "Lower the toll")


def test_a_list_of_those_who_are_asked_is_no_list_of_demands():
    text = (
        "The ferry\n\nLakeside Rights, 3 May 2026\n\nWe call on:\n\n"
        "• Ana Ruiz (Minister of Ports)\n• Bo Lind (Mayor of Port Alto)\n\n"
        "We call on them to mend the pier and light it.\n"
    )

    assert draft_from(text).demands == ("mend the pier and light it",)


def test_a_list_of_questions_asks_for_nothing():
    text = (
        "The groups are seeking more information about whether the inspectors:\n\n"
        "* Can review decisions by their ministers to share cargo lists;\n"
        "* Cooperate with other ports.\n"
    )

    assert demands_of(text) == []


def test_a_point_that_asks_to_require_or_invite_somebody_stays_whole():
    text = (
        "To the Government of Meridia:\n\n"
        "– Invite the Working Group on Ports to visit the quay;\n"
        "– Require importers to prove where their sand comes from.\n"
    )

    assert demands_of(text) == [
        "Invite the Working Group on Ports to visit the quay",
        "Require importers to prove where their sand comes from",
    ]


def test_three_acts_that_somebody_must_do_are_three_demands():
    text = (
        "Authorities in Meridia must drop all charges against the crew, return the logbooks, and "
        "stop asking clerks to name their friends, Open Harbour said.\n"
    )

    assert demands_of(text) == [
        "drop all charges against the crew",
        "return the logbooks",
        "stop asking clerks to name their friends",
    ]


def test_a_second_one_who_must_act_is_asked_for_itself():
    text = (
        "The ministry must publish the ledger, it added, and the port council must open the gate.\n"
    )

    assert demands_of(text) == [
        "The ministry must publish the ledger",
        "the port council must open the gate",
    ]


def test_a_list_that_draws_the_conclusion_stands_for_the_calls_argued_before_it():
    text = (
        "We appeal to you to keep the promise of the harbour charter.\n\n"
        "We therefore call on the ministry to:\n\n"
        "- Open the ledger.\n"
        "- Pay the crews.\n\n"
        "We also urge shipowners to wait in the bay.\n"
    )

    assert demands_of(text) == ["Open the ledger", "Pay the crews", "wait in the bay"]


def test_signatories_counted_in_brackets_demand_nothing():
    text = (
        "We urge the ministry to open the ledger.\n\n"
        "Signatories (first three, in alphabetical order):\n\n"
        "1. Call for the Drowned\n2. Demand Justice Port Alto\n3. Stop Dredging Now!\n"
    )

    assert demands_of(text) == ["open the ledger"]


def test_a_letter_below_the_contacts_belongs_to_the_statement():
    text = (
        "Media contact: Open Harbour, press@example.org\n\n"
        "The letter, signed by nine crews, reads:\n\n"
        "We respectfully request:\n\n"
        "1. An inquiry into the sealed cargo\n2. Wages for the crews\n"
    )

    assert demands_of(text) == ["An inquiry into the sealed cargo", "Wages for the crews"]


def test_demands_in_prose_are_compared_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch):
    compared = []
    overlap = demands._overlap
    monkeypatch.setattr(demands, "_overlap", lambda *two: compared.append(1) or overlap(*two))

    def work(count: int) -> int:
        compared.clear()
        names = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n // 676}quay" for n in range(count)]
        demands_of(
            "\n\n".join(f"We urge {n} to open{n} gate{n} by{n} noon{n}." for n in names) + "\n"
        )
        return len(compared)

    few = work(400)

    assert few > 0
    assert work(800) == few
