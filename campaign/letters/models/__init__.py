"""The room's models, one file for each part of it."""

from campaign.letters.models.carried import CarriedLetter, Dossier
from campaign.letters.models.record import Delivery, DeliveryTally, RecordEntry
from campaign.letters.models.register import ChairYear, Fact, Office, Recipient, Register
from campaign.letters.models.writing import Addressee, LetterVersion

__all__ = [
    "Addressee",
    "CarriedLetter",
    "ChairYear",
    "Delivery",
    "DeliveryTally",
    "Dossier",
    "Fact",
    "LetterVersion",
    "Office",
    "Recipient",
    "RecordEntry",
    "Register",
]
