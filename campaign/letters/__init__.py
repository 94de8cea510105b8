"""Letters: a signature is a number, a letter on the right desk is work for somebody.

Promises: a letter goes to an office, in its proper form, with nothing in it that nobody checked;
what a signer writes is theirs, and is stored only where they ask the campaign to carry it, sealed;
the public record says what became of it. Refuses: to send anything to an address that staff have
not checked, and to write in a signer's name.

Nothing here knows ASEAN: its member states are the first register (registers/asean.json).

Follow one letter: models/register.py (the office) -> addressing (its address and salutation) ->
versions (which text) -> merging (its blanks filled) -> writing.letter_to (the letter) ->
public/letters.py (the signer changes it and sends it).

models       register, writing, carried, record: one file for each part of the room
registering  a register's file becomes recipients, offices and facts
addressing   how an office is addressed, from the facts that may be used
merging      the blanks of a letter, and what fills them
versions     which text goes to whom
carrying     letters that signers ask the campaign to carry
dossiers     asked for, claimed, kept encrypted, destroyed; building: what a worker does for one
mailing      carried letters by e-mail, one by one, in office hours
recording    what happened with each recipient, internal or published; announcing: followers hear
writing      one letter, composed
forms        what the writer of a letter types
passing_on   the ways a letter leaves its writer
standing     where each recipient stands: letters, days of silence, the answer
delivering   letters that left their writers become numbers
actions      whom a campaign writes to, and its versions: chosen, written, put in order
specimen     a letter as it would be, for its organiser: how long it is, what differs
attention    what of all this needs somebody
checking     facts of the register, checked by people
test_mode    all letters, mailed to the organiser who asks
*_form(s)    what organisers decide, write and find out
"""
