"""Calls: sentences that ask somebody, "urges X to …", "demand that …", "calls for …".

Every function takes the sentence twice: `sentence` with quoted stretches blanked by NUL, to look
at, and `literal`, to copy from. Positions agree.
"""

import itertools
import re
from dataclasses import replace

from campaign.statements import words
from campaign.statements.acts import (
    AN_ORDER,
    AND_THAT,
    OCCASION,
    TAIL,
    THINGS_ASKED,
    Asked,
    acts_of,
    orders_of,
    things_of,
    without_end,
)
from campaign.statements.audience import is_the_public
from campaign.statements.voice import Voice

ADVERBS = (
    r"(?:\s(?:also|again|further|today|now|once (?:more|again)|therefore|\w+ly|in particular))*"
)
CALL_ON = rf"call(?:s|ed|ing)?{ADVERBS}\s(?:on|upon)"
ASK = (
    r"urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?(?! (?:wh[aioey]\w*|how|if|about)\b)|"
    r"request(?:s|ed|ing)?|implor(?:e|es|ed|ing)|"
    r"beseech(?:es)?|invit(?:e|es|ed|ing)|"
    rf"encourag(?:e|es|ed|ing)|exhort(?:s|ed|ing)?|appeal(?:s|ed|ing)?{ADVERBS}\sto|petition(?:s|"
    rf"ed|ing)?|press(?:es|ed|ing)|press(?=\s(?:the|for|on|all|[A-Z]|him|her|them)\b)|"
    r"challeng(?:e|es|ed|ing)|want(?:s)?|beg(?:s)?|(?<=we )need|"
    r"(?:(?<=we )|(?<=it )|(?<=they ))expects?|entreat(?:s|ed)?|instruct(?:s|ed)?"
)
# "with a plea to the Government to slow down"
NOUN_TO = r"(?:an?|their|its|our)\s(?:\w+\s)?(?:call|plea|appeal|request)s?\s(?:to|on)"
TO_DO = re.compile(rf"(?i)(?<![\w-])(?P<verb>{CALL_ON}|(?:{ASK}){ADVERBS}|{NOUN_TO})\s")
THAT = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:demand|insist|recommend|request|ask)(?:s|ed|ing)?{ADVERBS}|"
    rf"(?:propos|urg)(?:e|es|ed|ing){ADVERBS}|(?:repeat|reiterat|renew|restat)e?(?:s|d|ed|ing)?\s(?:its|our|their)\s"
    r"(?:\w+\s){0,2}?(?:call|demand|request|appeal)s?(?:\s(?:of|made|from)\s[^,]{2,40}?)?)\sthat\s"
)
FOR = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:(?:call|appeal|press|push|ask|plead|demand|campaign|lobby|argu|advocat)"
    rf"(?:s|es|e|ed|ing)?{ADVERBS}\sfor|(?:citing|stressing|highlighting|emphasi[sz]ing|underlining|"
    rf"noting|reiterating)\sthe\s(?:\w+\s)?need\sfor|(?:an?|their|its|our)\s(?:\w+\s)?"
    rf"(?:call|plea|appeal|demand)s?\sfor):?)\s"
    r"(?!comment|pity|money|donations|help\b|forgiveness|signatures|volunteers|submissions|"
    r"nominations|applications|entries|papers|stories|calm\b|an?\s(?:\w+\s)?(?:meeting|interview|extension|response|reply)\b)(?=\S)"
)
DEMAND_NOUN = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:demand|request)(?:s|ed|ing)?{ADVERBS})\s(?=(?:the|an?|this|these|those|their|its|full|"
    rf"immediate|urgent|justice|accountability|answers|no|all|every|his|her|access|more|better|"
    rf"stronger|clear)\b)(?!an?\s(?:\w+\s)?(?:meeting|interview|extension|response|reply)\b)"
)
# "We want a full inquiry" asks; "we want the world to know" and "we expect a long strike" do not.
WISHED = re.compile(
    r"(?i)(?<![\w-])(?<!\bto )(?P<verb>(?:want|seek|request|require|(?<=we )expect|"
    r"(?<=we )(?:(?:also|urgently|now|really|therefore)\s)?need)s?)\s"
    r"(?=(?:to\ssee\s)?(?:(?:an?|the|full|all|"
    rf"his|her|their|its|our|no|more)\s)?(?:[\w-]+\s){{0,3}}?{THINGS_ASKED}"
    r"|(?:the|this|these|all|his|her|their|its)\s(?:[\w-]+\s){1,5}?(?:\w{3,}ed|withdrawn|torn up)\b"
    r"|(?<=\swants )(?:an?|full|immediate)\s(?!\w+\sto\b)"
    r"|(?<=\sneed )(?:an?|stronger|better|clear|real|full|independent)\s)"
)
OF_WHOM = re.compile(
    r"(?:^|[;:,]\s)(?:[Ff]rom|[Oo]f)\s(?P<who>[^,;:]{3,90}?)\s(?P<verb>(?:we|it|they|the \w+)\s"
    r"(?:expect|demand|ask|want|request|require|seek)s?)\s(?:for\s)?(?=\w)"
)
# "We do not ask for pity", "are expected to comply", "will challenge", "the minister must urge".
NOT_ASKING = re.compile(
    r"(?i)(?:\b(?:not|never)|n[’']t|[a-z](?:’s|'s)|"
    r"(?<!we )(?<!i )\b(?:will(?! call)|would|may|might|can|could)|"
    r"\b(?:must|should|needs? to|has to|have to|ought to|is|are|was|were|be|been))\s+(?:\w+ly\s)?$"
)
AGAINST = re.compile(r"(?:(?!to\b|against\b)[\w’',-]+\s){1,12}?(?P<act>against\s\w+ing\s)")
TO = re.compile(r"\s(?P<not>not\s)?to:?\s+(?=[^\W\d_]|\()")
# "call for the Government to scrap it" asks somebody to act, "for the law to be changed" nobody.
CALL_FOR_WHOM = re.compile(
    rf"(?P<who>(?:(?!to\b)[\w’',-]+\s){{1,16}}?)to\s(?:\w+ly\s)?(?:{AN_ORDER}),?\s\w"
)
# "call for sanctions against the bank to stop the sale": that is what the sanctions are for.
A_THING = re.compile(
    rf"(?:(?:[\w-]+,?\s){{0,5}}?){THINGS_ASKED}\w*\s(?:against|on|into|for|of|in|with|at|to)\s"
)
# "insists that the list would not be shown" tells, "insists that the list be shown" asks.
ASSERTED = re.compile(
    r"(?:[\w’'-]+\s){1,8}?(?:would|will|is|are|was|were|has|had|did|does|can|could|cannot)\b"
)
DEMANDED = re.compile(r"(?i)(?:demand|request)")
ANONYMITY = re.compile(
    r"(?:\S+\s){0,7}?(?:not to|to not|not) be (?:named|identified|quoted|published|shown)\b"
)
SECOND_ADDRESSEE = re.compile(
    rf",?\s+and\s+(?:(?:on|upon|for)\s+|(?:the\s+)?[A-Z])[^,;]{{2,80}}?\s+to\s+"
    rf"(?=(?:\w+ly\s)?(?:{AN_ORDER})\b)"
    rf"|,?\s+and\s+(?:the|its|their|our|all)\s(?:[\w’'-]+\s){{0,3}}(?:{'|'.join(sorted(words.AUTHORITIES))})"
    rf"\s+to\s+(?=(?:{AN_ORDER})\s)"
)
LONGEST_SUBJECT = 220  # characters
NOT_A_VERB = words.listed(
    "the a an its their our his her this that these those any all each every whom which date "
    "power us them me"
)
NOUNS_WITH_TO = words.listed(
    """end access right rights change changes reform reforms amendment amendments answer answers
    response responses return approach threat threats solution solutions commitment damage harm
    halt limit limits alternative alternatives respect regard opposition exception
    exceptions stop adherence compliance attention resistance assistance"""
)
PARTICIPLES = re.compile(r"(?i)ing\b")
# An open letter asks "you", who hold office; so does a newsletter, its readers.
HELP_US = re.compile(
    r"(?:sign|join|share|donate|subscribe|follow|contact|support us|attend|register)\b"
)
# "asks that they keep away", "demands that the ministry publish the list"
ASKED_ONE = re.compile(
    rf"(?:(?:they|it|he|she|you)\s(?=\w+\s)(?!be\b|not\b|is\b|was\b)"
    rf"|(?P<named>(?:[\w’'-]+,?\s){{1,9}}?)"
    rf"(?=(?:(?:\w+ly|not|at once)\s)?(?:{AN_ORDER})\s(?:the|an?|all|its|"
    r"their|his|her|every|any|this|these|no|those|with|from|to|in|up|down|out|off|over|back|\w+ing)\b))"
    r"(?P<act>)"
)
# What is left of the next call at the end of this one: ", and also", "; we have".
DANGLING = re.compile(
    r"(?:[,;]?\s+(?:and|but|while|as well as|further)"
    r"(?:\s+\w+ly|\s+also|\s+further|\s+it|\s+they|\s+we|\s+has|\s+have)*)?[\s,;.]*$"
)
# "… to release them and has adopted them": the sentence goes on about its own subject.
TOLD_MORE = re.compile(r"\s(?:that|which|who)\s(?:[\w’'-]+\s){1,8}and\s(?:has|had|have|will)\b")
NEXT_VERB = re.compile(
    r"(?:\s[–—-])?,?\s(?:and|but)\s(?:has|had|will|said|says|(?:warn|express|condemn|welcom|call|reject|"
    r"regrett|deplor|denounc|criticis|criticiz|prais|thank|accus|not|stress|support|announc|describ|"
    r"pledg|promis|vow)(?:e?s|e?d))\b.*$",
    re.S,
)
STEMS = words.listed(
    """call urg ask demand request appeal implor beseech invit encourag exhort petition press
    challeng want beg expect entreat instruct repeat reiterat renew restat
    insist recommend propos push plead seek requir
    need plea campaign lobby argu advocat"""
)


# "; and further" before the next verb of a sentence that goes on for points
NEXT_POINT = re.compile(r";\s(?:and\s)?(?:\w+ly\s|further\s|also\s|therefore\s)?$")
# "must stop asking for names", "instead of calling for calm": nobody asks here.
AFTER_STOPPING = re.compile(r"\b(?:stop|cease|end|quit|avoid|of|from|without|instead)\s$")


WE = re.compile(r"(?i)\bwe\b")


def may_ask(sentence: str) -> bool:
    """A quick look: most sentences hold none of the verbs that `calls_in` reads for."""
    lowered = sentence.lower()
    return any(stem in lowered for stem in STEMS)


def calls_in(
    sentence: str, literal: str, voice: Voice, *, lede: bool = False, resolves: bool = False
) -> list[Asked]:
    """Explicit calls of one sentence: on somebody to do something, for something, that …

    resolves: the sentence is a point of a resolution, whose subject stands above the list.
    """
    matches = sorted(
        (
            m
            for pattern in (TO_DO, THAT, FOR, DEMAND_NOUN, WISHED)
            for m in itertools.islice(pattern.finditer(sentence), 12)
        ),
        key=lambda m: (m.start(), -m.end()),
    )
    matches = [m for m in matches if not m.start() or m["verb"][0].islower()]
    matches = [m for m in matches if not _is_noun(sentence, m) and not _is_stopped(sentence, m)]
    matches = [m for n, m in enumerate(matches) if not _is_act(sentence, m, matches[:n])]
    found: list[Asked] = []
    if wanted := OF_WHOM.search(sentence):
        text = TAIL.sub("", literal[wanted.end() :]).strip(" ,;.")
        if voice.asks(wanted["verb"], lede=lede) and len(text.split()) > 1:
            return [Asked([text], wanted["who"], lede)]
    reach = 0
    for number, match in enumerate(matches):
        if match.start() < reach:
            continue
        before = NOT_ASKING.search(sentence[max(0, match.start() - 30) : match.start()])
        if before and not (
            match["verb"].split()[0].endswith("ing") and "not" not in before.group()
        ):
            continue
        following = [m.start() for m in matches[number + 1 :] if m.start() > match.end()]
        participle = bool(PARTICIPLES.search(match["verb"].split()[0]))
        subject = _before(sentence, match.start())
        opens = resolves and not match.start()
        if not opens and not voice.asks(
            subject, lede=lede, participle=participle, continued=bool(found)
        ):
            continue
        stop = following[0] if following else len(sentence)
        asked = _asked(match, sentence, literal, stop, lede=lede, participle=participle)
        if asked is None and following:
            asked = _asked(
                match, sentence, literal, len(sentence), lede=lede, participle=participle
            )
            stop = len(sentence)
        if asked:
            # A joint statement may open with what "we" ask; a report opens with a summary.
            ours = WE.search(subject[-200:]) is not None
            found.append(replace(asked, lede=asked.lede and not ours))
            reach = stop
    return found


def _before(sentence: str, verb: int) -> str:
    """What stands before the verb; in "… notes with sorrow …; further calls on …", its subject."""
    if NEXT_POINT.search(sentence[:verb]):
        return sentence[: sentence.index(";")][:LONGEST_SUBJECT]
    return sentence[max(0, verb - LONGEST_SUBJECT) : verb]


def _is_noun(sentence: str, match: re.Match) -> bool:
    """ "sign the petition to …", "at the request that …"."""
    noun = re.fullmatch(r"petition|press|challenge|request", match["verb"])
    return (
        bool(noun)
        and re.search(
            r"\b(?:the|an?|this|our|their|its|that)\s(?:\w+\s)?$", sentence[: match.start()][-24:]
        )
        is not None
    )


def _is_stopped(sentence: str, match: re.Match) -> bool:
    before = sentence[max(0, match.start() - 10) : match.start()]
    return match["verb"].split()[0].endswith("ing") and bool(AFTER_STOPPING.search(before))


def _is_act(sentence: str, match: re.Match, earlier: list[re.Match]) -> bool:
    """Whether a verb of asking is itself what is asked: "to send an envoy and demand a report"."""
    verb = match["verb"].split()[0]
    outer = [m["verb"].split()[0] for m in earlier if m.re in (TO_DO, THAT)]
    if not outer or verb.endswith(("s", "ed", "ing")) or verb[0].isupper():
        return False
    if re.search(r"(?:\)|\bto)\s(?:\w+ly\s)?$", sentence[: match.start()][-20:]):
        return True
    series = re.search(r"(?:,|\band)\s(?:\w+ly\s)?$", sentence[: match.start()][-20:])
    return bool(series) and outer[-1].endswith(("s", "ed", "ing"))


def _asked(
    match: re.Match, sentence: str, literal: str, stop: int, *, lede: bool, participle: bool
) -> Asked | None:
    addressee = ""
    start = match.end()
    acts = match.re is TO_DO or (match.re is FOR and _is_for_somebody(sentence, start))
    if acts:
        told = _addressed(sentence, literal, start, stop)
        if told is None:
            return None
        addressee, start = told
    elif match.re is THAT and (told := ASKED_ONE.match(sentence, start)):
        addressee = literal[start : told.start("act")].strip(" ,") if told["named"] else ""
    clause = _clause(sentence, start, stop)
    if match.re is THAT and not DEMANDED.match(match["verb"]) and ASSERTED.match(clause):
        return None
    unspoken = clause.count("\u0000") <= 0.6 * len(clause)
    if len(clause.split()) < 2 or not unspoken or ANONYMITY.match(clause):
        return None
    if re.match(r"(?:be|become)\san?\s", clause):
        return None  # "We want it to be a place where …" tells no act
    text = literal[start : start + len(clause)]
    if match.re is TO_DO and (second := SECOND_ADDRESSEE.search(text)):
        # "urge the council to condemn it, and President Santoso to repeal the law"
        text = f"{text[: second.start()]}\n{text[second.end() :]}"
    splits = {THAT: _told_acts, FOR: things_of, WISHED: things_of, DEMAND_NOUN: AND_THAT.split}
    texts = acts_of(text) if acts else splits.get(match.re, lambda whole: [whole])(text)
    texts = [without_end(piece) for line in texts for piece in line.split("\n")]
    return Asked([piece for piece in texts if piece], addressee, lede, participle)


def _told_acts(text: str) -> list[str]:
    """ "the ministry publish the list, and that the army leave" asks to publish and to leave."""
    acts: list[str] = []
    for piece in AND_THAT.split(text):
        told = ASKED_ONE.match(piece)
        acts.extend(orders_of(piece[told.start("act") :] if told else piece))
    return acts


def _is_for_somebody(sentence: str, start: int) -> bool:
    """ "call for the Government to scrap it", not "for software that works to be of more use"."""
    whom = CALL_FOR_WHOM.match(sentence, start)
    if not whom or A_THING.match(sentence, start):
        return False
    who = whom["who"]
    told = re.search(r"(?:^|\s)(?!The\s)[A-Z]|(?:ers|ors)\s$", who)
    plain = not re.search(r"\s(?:of|that|which|on|in|against)\s", who)
    return plain or bool(told) or bool(words.AUTHORITIES.intersection(who.lower().split()))


def _addressed(sentence: str, literal: str, start: int, stop: int) -> tuple[str, int] | None:
    """(who is asked, where the act begins) in "the ministry to publish the list"."""
    against = AGAINST.match(sentence, start, stop)
    if against:
        return literal[start : against.start("act")].strip(" ,"), against.start("act")
    verbs = (m for m in TO.finditer(sentence, start - 1, stop) if _verb_follows(sentence, m))
    to = next(verbs, None)
    if to is None or to.start() - start > 240 or "\u0000" in sentence[start : to.start()]:
        return None
    addressee = literal[start : to.start()].strip(" ,")
    # "The minister wants to end it": nobody else is asked.
    if not 0 < len(addressee.split()) <= 30:
        return None
    if is_the_public(addressee) or _is_a_thing(addressee):
        return None
    if addressee.lower() == "you" and HELP_US.match(sentence, to.end()):
        return None
    known = addressee.lower() in ("them", "it", "him", "her", "us", "me", "you")
    return "" if known else addressee, to.start() + 1 if to["not"] else to.end()


def _is_a_thing(addressee: str) -> bool:
    """ "a public register to show who owns what": nobody who could be asked."""
    tokens = addressee.lower().split()
    return tokens[0] in ("a", "an") and not words.AUTHORITIES.intersection(tokens)


def _clause(sentence: str, start: int, stop: int) -> str:
    """The act itself, less what the sentence goes on to say about its own subject."""
    clause = OCCASION.sub("", TAIL.sub("", sentence[start:stop]))
    if stop == len(sentence):
        # "the money that it was promised and has never seen" goes on about the money.
        return clause if TOLD_MORE.search(clause) else NEXT_VERB.sub("", clause)
    ended = DANGLING.sub("", clause)
    joined = any(character.isalpha() for character in clause[len(ended) :])
    ended = NEXT_VERB.sub("", ended)
    return ended if joined else _without_next_subject(ended)


def _without_next_subject(clause: str) -> str:
    """Cut ", and the bishops have" off a demand that another verb of asking follows."""
    cut = next(reversed(list(re.finditer(r"[,;]?\s(?:and|while|but|as)\s", clause))), None)
    if cut and len(clause[cut.end() :].split()) <= 10 and len(clause[: cut.start()].split()) >= 2:
        return clause[: cut.start()]
    return clause


def _verb_follows(sentence: str, to: re.Match) -> bool:
    """Whether "to" opens an act: not "an end to night shifts", not "access to the files"."""
    word = re.match(r"[\w’'-]+", sentence[to.end() : to.end() + 40])
    if sentence[to.end() : to.end() + 1] == "(":
        return True
    if not word or not word.group()[0].islower() or word.group() in NOT_A_VERB:
        return False
    before = sentence[max(0, to.start() - 24) : to.start()].split()
    return word.group() in words.ORDERS or before[-1:] == [] or before[-1] not in NOUNS_WITH_TO
