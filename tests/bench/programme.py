"""What is measured, in which order, and what must be true for it to count.

Django is set up when this module is imported.
"""

import argparse
import contextlib
import importlib.util
import os
import statistics
from collections.abc import Iterator
from typing import Any

from campaign.signatures.figures import Stretch
from config import services
from config.run import say
from tests.bench import (
    exports,
    handover,
    ledger,
    mail,
    mailing,
    overview,
    requests,
    surroundings,
    table,
)
from tests.bench.helper import helping
from tests.bench.measuring import WARM, Bench, Candidate, WrongAnswer, stage
from tests.bench.surroundings import HOST, Memory, Ports
from tests.bench.table import Measured, Row, compared

SIGN_AIM, PAGE_AIM, CONFIRM_AIM, MEGABYTES_AIM = 0.4, 0.6, 0.4, 150
CSV_ROWS_AIM, XLSX_ROWS_AIM = 1_000_000 / 60, 1_000_000 / 240
OPENED_ROWS_AIM = 12_000  # a second
EXPORT_MEGABYTES_AIM = 300
DOSSIER_SECONDS_AIM, DOSSIER_MEGABYTES_AIM = 120, 400
MAILING_SECONDS_AIM, MAILING_MEGABYTES_AIM = 10, 200
OVERVIEW_MILLISECONDS_AIM, OVERVIEW_STATEMENTS_AIM = 150, 20
MEGABYTE = 1_000_000
# More than a machine takes in, so that no round runs out of addresses before its time is up.
MOST_SIGNERS_A_SECOND = 4000


class Programme:
    def __init__(
        self,
        running: contextlib.ExitStack,
        arguments: argparse.Namespace,
        ports: Ports,
        *,
        slug: str,
        postgres: services.Server,
    ) -> None:
        self.arguments, self.ports, self.running, self.slug = arguments, ports, running, slug
        env = dict(os.environ)
        self.page = f"/en/c/{slug}/"
        self.site = running.enter_context(surroundings.web_server(env, ports.site))
        status, headers, body = surroundings.fetch(ports.site, self.page)
        if status != 200:
            raise WrongAnswer(f"{self.page} answers {status}")
        self.etag, self.page_bytes = headers["etag"], len(body)
        bare = env | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings",
            "BENCH_PAGE_BYTES": str(self.page_bytes),
        }
        self.bare = running.enter_context(surroundings.web_server(bare, ports.bare))
        quick = arguments.quick
        self.bench = Bench(
            client=running.enter_context(helping(env)),
            database=postgres,
            rounds=3 if quick else 5,
            seconds=0.5 if quick else 1.6,
        )
        self.quick = quick
        self.fewer = 1 if quick else 3  # rounds, for what has no aim
        self.signing: dict[str, Candidate] = {}  # by lot: whoever was thanked, checked at the end
        self.clients: list[Measured] = []
        self.sizes: dict[str, Any] = {}

    def rows(self) -> Iterator[Row]:
        if self.arguments.dossier:
            yield from self.build_dossier()
            return
        if self.arguments.mailing:
            yield from self.mail_news()
            return
        if self.arguments.overview:
            yield from self.look_at_overview()
            return
        if self.arguments.exports:
            yield from self.export()
            return
        yield from self.sign("sign", "first", aim=SIGN_AIM)
        self.weigh()
        yield from self.get_page("page", aim=PAGE_AIM)
        yield from self.get_variants()
        yield from self.send_mail()
        yield from self.confirm()
        if self.arguments.servers:
            yield from self.compare_servers()
        if many := self.arguments.signatures:
            stage(f"Filling in {many:,} signatures")
            ledger.fill(self.slug, many)
            yield from self.sign(f"sign, {many:,} there", "late", rounds=self.fewer)
            yield from self.get_page(f"page, {many:,} there", rounds=self.fewer)
        yield from self.memory()
        self.check()
        yield from self.mail_news()
        yield from self.look_at_overview()
        yield from self.build_dossier()
        yield from self.export()

    def facts(self) -> dict[str, Any]:
        shares = [each.client for measured in self.clients for each in measured.rounds]
        return {
            **table.machine(),
            "PostgreSQL": surroundings.postgres_version(),
            **self.sizes,
            **(
                {"client's share of one core": round(statistics.median(shares), 2)}
                if shares
                else {}
            ),
        }

    # --- Signing, pages -----------------------------------------------------------------------

    def sign(
        self, what: str, lot: str, *, aim: float | None = None, rounds: int = 0
    ) -> Iterator[Row]:
        stage(what.capitalize())
        sign = self.signers(what, lot, self.site, self.ports.site)
        insert = self.bare_post("bare insert", "/insert/")
        raw = self.bare_post("bare insert without the ORM", "/insert-raw/")
        self.measure(sign, insert, raw, rounds=rounds)
        yield compared(what, sign.measured, insert.measured, aim=aim)
        yield compared("  bare insert", insert.measured)
        yield compared("  bare insert without the ORM", raw.measured, insert.measured)

    def get_page(self, what: str, *, aim: float | None = None, rounds: int = 0) -> Iterator[Row]:
        stage(what.capitalize())
        page = self.getter(what, self.page)
        constant = Candidate(
            "bare constant",
            self.bare,
            self.ports.bare,
            lambda number: [requests.get("/constant/", f"{HOST}:{self.ports.bare}")],
        )
        self.measure(page, constant, rounds=rounds)
        yield compared(what, page.measured, constant.measured, aim=aim)
        yield compared(f"  bare constant of {self.page_bytes:,} bytes", constant.measured)

    def get_variants(self) -> Iterator[Row]:
        stage("The page's other answers")
        # The page as it is now: signatures are only counted further below.
        variants = [
            self.getter("page, gzip", self.page, "Accept-Encoding: gzip"),
            self.getter("page, not changed", self.page, f"If-None-Match: {self.etag}", expects=304),
            self.getter("count.json", f"/c/{self.slug}/count.json"),
            self.getter("check-your-mail page", f"{self.page}check-your-mail/"),
        ]
        self.measure(*variants, rounds=self.fewer)
        for variant in variants:
            yield compared(variant.what, variant.measured)

    # --- Mail, confirming, counting -----------------------------------------------------------

    def send_mail(self) -> Iterator[Row]:
        stage("Mail")
        env = dict(os.environ)
        with helping(env) as sink, helping(env) as sender:
            sink.call(mail.open_sink, self.ports.mail)
            warm = sender.call(mail.send, 0.3)
            sent = sender.call(mail.send, 2 if self.quick else 6)
            arrived, addresses = sink.call(mail.received)
        if sent.troubles or warm.troubles or arrived != warm.mails + sent.mails:
            raise WrongAnswer(f"mail: {warm}, {sent}, of which {arrived} arrived")
        if addresses != arrived:
            raise WrongAnswer(f"mail: {arrived} messages to {addresses} addresses")
        yield Row("mail", sent.mails / sent.seconds, cpu=sent.cpu / sent.mails)

    def confirm(self) -> Iterator[Row]:
        stage("Confirming")
        waiting = ledger.pending()
        bare_rows = ledger.bare_rows(len(waiting))
        lot = min(len(waiting), len(bare_rows)) // (self.bench.rounds + 1)

        button = self.getter("page with the button", requests.confirm_address(waiting[0]))
        self.measure(button, rounds=self.fewer)

        def of_round(number: int) -> slice:
            return slice((number + 1) * lot, (number + 2) * lot)

        confirm = Candidate(
            "confirm",
            self.site,
            self.ports.site,
            lambda number: [
                requests.post(requests.confirm_address(each), f"{HOST}:{self.ports.site}")
                for each in waiting[of_round(number)]
            ],
            expects=303,
        )
        update = Candidate(
            "bare update",
            self.bare,
            self.ports.bare,
            lambda number: [
                requests.post(f"/update/{each}/", f"{HOST}:{self.ports.bare}")
                for each in bare_rows[of_round(number)]
            ],
        )
        self.measure(confirm, update)
        thanked = [waiting[of_round(number)][request] for number, request in confirm.answered]
        if lost := ledger.unconfirmed(thanked):
            raise WrongAnswer(f"{lost} of {len(thanked)} confirmations are not in the database")
        yield compared("confirm", confirm.measured, update.measured, aim=CONFIRM_AIM)
        yield compared("  bare update", update.measured)
        thanks = self.getter("thank-you page", requests.confirm_address(thanked[0]))
        self.measure(thanks, rounds=self.fewer)
        yield compared("page with the button", button.measured)
        yield compared("thank-you page", thanks.measured)
        folded, seconds = ledger.fold()
        if not folded == ledger.total(self.slug) == len(thanked):
            raise WrongAnswer(
                f"{len(thanked)} confirmed, {folded} counted, total {ledger.total(self.slug)}"
            )
        yield Row("count confirmed ones", folded / seconds)

    # --- Dossiers -----------------------------------------------------------------------------

    def build_dossier(self) -> Iterator[Row]:
        letters = 1000 if self.quick else 10_000
        stage(f"A dossier of {letters:,} letters")
        handover.fill(self.slug, letters)
        built = handover.build(self.slug)
        what = f"dossier of {letters:,} letters"
        aims = {} if self.quick else {"aim": DOSSIER_SECONDS_AIM, "at_most": True}
        yield Row(what, built.seconds, "s", **aims)
        yield Row("  processor time of its worker", built.processor, "s")
        yield Row(
            "  memory of its worker, at most",
            built.memory / MEGABYTE,
            "MB",
            aim=DOSSIER_MEGABYTES_AIM,
            at_most=True,
        )
        self.sizes |= {"dossier, pages": built.pages, "dossier, megabytes": built.size // MEGABYTE}

    # --- Exports ------------------------------------------------------------------------------

    def export(self) -> Iterator[Row]:
        many = self.arguments.signatures
        stage(f"Exports of {many:,} signatures")
        exports.fill(self.slug, many)
        copied = exports.copy(self.slug)
        yield Row(f"PostgreSQL's COPY of {many:,} signatures", copied, "s")
        yield Row(
            "opening sealed rows, of one core",
            exports.opening(self.slug),
            " rows/s",
            **({} if self.quick else {"aim": OPENED_ROWS_AIM}),
        )
        for format, rate_aim in (("csv", CSV_ROWS_AIM), ("xlsx", XLSX_ROWS_AIM)):
            written = exports.write(self.slug, format)
            what = f"{format} of {many:,} signatures"
            aims = {} if self.quick else {"aim": rate_aim}
            cost = exports.cost(self.slug, format)
            yield Row(what, written.rows / written.seconds, " rows/s", cpu=cost, **aims)
            yield Row("  times as long as COPY", written.seconds / copied, "×")
            yield Row("  processor time of its worker", written.processor, "s")
            yield Row(
                "  memory of its worker, at most",
                written.memory / MEGABYTE,
                "MB",
                aim=EXPORT_MEGABYTES_AIM,
                at_most=True,
            )

    def mail_news(self) -> Iterator[Row]:
        readers = 10_000 if self.quick else 100_000
        stage(f"News to {readers:,} people")
        env = dict(os.environ)
        with helping(env) as filler:
            item = filler.call(mailing.fill, self.slug, readers)
        before = surroundings.processor_seconds(self.bench.database)
        with helping(env) as worker:
            prepared = worker.call(mailing.prepare, item)
            in_database = surroundings.spent_since(before, self.bench.database)
        if prepared.copies != readers:
            raise WrongAnswer(f"a mailing to {readers} people has {prepared.copies} copies")
        with helping(env) as sink, helping(env) as sender:
            sink.call(mail.open_sink, self.ports.mail)
            sent, memory = sender.call(mailing.send_some, 2 if self.quick else 15)
            arrived, addresses = sink.call(mail.received)
        if sent.troubles or not arrived == addresses == sent.mails:
            raise WrongAnswer(f"news: {sent}; {arrived} arrived, for {addresses} addresses")
        aims = {} if self.quick else {"aim": MAILING_SECONDS_AIM, "at_most": True}
        yield Row(f"news to {readers:,}, until the first can go", prepared.seconds, "s", **aims)
        in_memory = {"unit": "MB", "aim": MAILING_MEGABYTES_AIM, "at_most": True}
        yield Row("  processor time of PostgreSQL", in_database, "s")
        yield Row("  memory of the process, at most", prepared.memory / MEGABYTE, **in_memory)
        yield Row(
            "news into a local sink, one sender",
            sent.mails / sent.seconds,
            cpu=sent.cpu / sent.mails,
        )
        yield Row("  memory of the sender, at most", memory / MEGABYTE, **in_memory)

    # --- The organisers' overview ---------------------------------------------------------------

    def look_at_overview(self) -> Iterator[Row]:
        many = 100_000 if self.quick else 1_000_000
        stage(f"The overview of a campaign that {many:,} have signed")
        few, large = overview.new_campaign("few", 10), overview.new_campaign("large", many)
        client = overview.signed_in("few", "large")
        cookie = overview.cookie_of(client)
        for stretch in Stretch:
            pages = [f"{address}?period={stretch}" for address in (few, large)]
            times = 10 if self.quick else 40
            of_few, of_many = overview.seconds(cookie, self.ports.site, *pages, times=times)
            what = f"overview, {stretch}, {many:,} signed"
            work = self.getter(what, pages[1], f"Cookie: {cookie}")
            self.measure(work, rounds=1)
            yield Row(
                what,
                of_many * 1000,
                "ms",
                cpu=work.measured.web,
                database=work.measured.database,
                aim=OVERVIEW_MILLISECONDS_AIM,
                at_most=True,
            )
            yield Row("  of that with ten signatures", of_many / of_few, "×")
        took = max(overview.statements(client, f"{large}?period={each}") for each in Stretch)
        yield Row("  statements", took, "", aim=OVERVIEW_STATEMENTS_AIM, at_most=True)
        tallies, figures = overview.rows("large")
        self.sizes |= {"overview, tallies": tallies, "overview, figures": figures}

    # --- Servers, memory ----------------------------------------------------------------------

    def compare_servers(self) -> Iterator[Row]:
        if importlib.util.find_spec("gunicorn") is None:
            say("gunicorn is not installed: no comparison of servers.")
            return
        stage("The site under gunicorn")
        with surroundings.gunicorn(dict(os.environ), self.ports.other) as other:
            granian = self.signers("sign, granian", "granian", self.site, self.ports.site)
            gunicorn = self.signers("sign, gunicorn", "gunicorn", other, self.ports.other)
            self.measure(granian, gunicorn)
            page = self.getter("page, granian", self.page)
            other_page = Candidate(
                "page, gunicorn",
                other,
                self.ports.other,
                lambda number: [requests.get(self.page, f"{HOST}:{self.ports.other}")],
            )
            self.measure(page, other_page)
            memory = Memory.of(other)
        yield compared("sign under granian", granian.measured)
        yield compared("sign under gunicorn, of granian", gunicorn.measured, granian.measured)
        yield compared("page under granian", page.measured)
        yield compared("page under gunicorn, of granian", other_page.measured, page.measured)
        yield Row("gunicorn, all processes", memory.all / MEGABYTE, "MB")

    def memory(self) -> Iterator[Row]:
        memory = Memory.of(self.site)
        yield Row("web process", memory.worker / MEGABYTE, "MB", aim=MEGABYTES_AIM, at_most=True)
        yield Row("  with the one that watches over it", memory.all / MEGABYTE, "MB")
        yield Row("  bare Django", Memory.of(self.bare).worker / MEGABYTE, "MB")

    # --- What a signature weighs, and whether it is there ----------------------------------------

    def weigh(self) -> None:
        """Bytes that one more signature writes, from signing alone."""
        sign = self.signers("sign", "weighed", self.site, self.ports.site)
        before, mails = ledger.log_position(), ledger.signatures()
        self.bench.alternate(sign, rounds=1, seconds=0.5)
        log = ledger.log_position() - before
        count = ledger.signatures() - mails
        self.sizes = {
            "bytes of log a signature": log // count,
            "bytes a signature's row": ledger.bytes_a_row("campaign_signature"),
            "bytes its mail's row": ledger.bytes_a_row("campaign_outgoingmail"),
            "bytes a bare row": ledger.bytes_a_row(ledger.TABLE),
            "bytes a signature with its indexes": ledger.bytes_in_all("campaign_signature")
            // ledger.signatures(),
        }

    def check(self) -> None:
        """Everybody who was thanked is in the database, and nobody else."""
        emails = [
            form["email"]
            for lot, candidate in self.signing.items()
            for form in (
                requests.signer(f"{lot}{number + 1}", request)
                for number, request in candidate.answered
            )
        ]
        if lost := ledger.missing(self.slug, emails):
            raise WrongAnswer(f"{lost} of {len(emails)} signatures are not in the database")
        there = ledger.signatures() - self.arguments.signatures
        if there != len(emails):
            raise WrongAnswer(f"{there} signatures of {len(emails)} signers")
        self.sizes["signatures taken in, none lost"] = len(emails)

    # --- Candidates -----------------------------------------------------------------------------

    def measure(self, *candidates: Candidate, rounds: int = 0) -> None:
        self.bench.warm(*candidates)
        self.bench.alternate(*candidates, rounds=rounds)
        self.clients += [candidate.measured for candidate in candidates]

    def signers(self, what: str, lot: str, server: services.Server, port: int) -> Candidate:
        """People who sign, each with an address of their own."""
        most = int(MOST_SIGNERS_A_SECOND * max(self.bench.seconds, WARM))
        address, host = f"{self.page}sign/", f"{HOST}:{port}"
        candidate = Candidate(
            what,
            server,
            port,
            lambda number: [
                requests.post(address, host, requests.signer(f"{lot}{number + 1}", each))
                for each in range(most)
            ],
            expects=303,
        )
        self.signing[lot] = candidate
        return candidate

    def bare_post(self, what: str, address: str) -> Candidate:
        """The same bytes to a bare view."""
        host = f"{HOST}:{self.ports.bare}"
        one = [requests.post(address, host, requests.signer("bare", 1))]
        return Candidate(what, self.bare, self.ports.bare, lambda number: one)

    def getter(self, what: str, address: str, *headers: str, expects: int = 200) -> Candidate:
        one = [requests.get(address, f"{HOST}:{self.ports.site}", *headers)]
        return Candidate(what, self.site, self.ports.site, lambda number: one, expects=expects)
