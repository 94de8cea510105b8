"""How fast the site is on this machine, against a bare Django view on the same server and database.

`make bench` (`python -m tests.bench`) starts the site as `make run` does, but with production
settings and no limits, under var/bench, and beside it `bare/`: views that only insert one row,
update one row, or return a constant. It prints one table, writes var/bench.json, and stops what it
started. docs/scale.md says what the figures mean.

    surroundings   the environment, the database, the two web servers
    load           the client: a few kept connections on loopback, bounded in count and time
    requests       what it sends
    mail           a mail server that throws everything away, and the site's own sender
    mailing        news to 100,000 people: taken down, then sent
    handover       a dossier of 10,000 letters, built by a worker
    overview       what an organiser sees of a campaign that a million have signed
    helper         a process of its own for each of those two
    table          rates, ratios, the machine

A missed aim is a result. What fails the run is a lost row, an error, a wrong answer.
"""
