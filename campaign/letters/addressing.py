"""How an office is addressed on an envelope and in the first line, from facts that may be used."""

from campaign.letters.models.register import Office, Recipient

LINE = 44  # letters that fit into one line of an envelope's window

# "His/Her Excellency" is right for an office; on an envelope it is abbreviated.
ON_ENVELOPES = {"His/Her Excellency": "H.E.", "Her/His Excellency": "H.E."}


def address_lines(recipient: Recipient, office: Office) -> list[str]:
    """The lines for the window of an envelope; without street where none may be used."""
    return _wrapped(addressed_to(office)) + place_lines(recipient, office)


def addressed_to(office: Office) -> str:
    """The first line: "H.E. the Minister of Foreign Affairs of …"."""
    form = office.known.usable("form_of_address")
    addressed = f"{ON_ENVELOPES.get(form, form)} the {office.title}" if office.title else form
    return addressed.strip()[:1].upper() + addressed.strip()[1:]


def place_lines(recipient: Recipient, office: Office) -> list[str]:
    """The lines after it: ministry, street, city, or the state where no street may be used."""
    lines: list[str] = []
    ministry, address = office.known.usable("ministry"), office.known.usable("postal_address")
    if ministry and not address.startswith(ministry):
        lines += _wrapped(ministry)
    if address:
        lines += _wrapped(address)
    elif recipient.name not in f"{ministry} {office.title}":
        lines.append(recipient.name)
    return lines


def has_address(office: Office) -> bool:
    """Is there a postal address that a letter may bear?"""
    return bool(office.known.usable("postal_address"))


def salutation(recipient: Recipient, office: Office) -> str:
    """Without the comma after it. Never a name: nobody is greeted who may have left."""
    return office.known.usable("salutation") or recipient.register.salutation or "Dear Sir or Madam"


def _wrapped(text: str) -> list[str]:
    """Broken after commas, else between words, where a line would not fit into the window."""
    lines = [""]
    for part in text.split(", "):
        if lines[-1] and len(f"{lines[-1]}, {part}") > LINE:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]}, {part}" if lines[-1] else part
    return [line for whole in lines for line in _by_words(whole)]


def _by_words(line: str) -> list[str]:
    lines = [""]
    for word in line.split():
        if lines[-1] and len(f"{lines[-1]} {word}") > LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
