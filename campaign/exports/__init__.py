"""Exports: lists of signers, taken out by those who hand them over.

Promises: whoever asks says what for, and knows the number of rows before it begins; names are
opened a batch at a time and written to nothing but an encrypted file, which opens once, for one
download, and is destroyed when its time is over; owners hear of each step. Refuses: people who have
not confirmed, whatever it is asked for; a filter that contradicts itself; and, under offline
custody, everything that would need names opened here.

Follow one export: staff/exports.py (asked for) -> jobs.request_export (a row that waits) ->
approving (a second person, where one is wanted) -> building (a worker writes it) ->
jobs.open_once (downloaded, and gone).

choosing      formats, columns, presets, filters: what may be asked for, and what may not
models        the job and how far it is
rows          from the database, opened in batches, to the columns asked for; statistics, which open
              nothing
spreadsheet   XLSX, written as it goes
bundles       sealed rows as they are, for whoever holds the key: written here, opened offline
handover/     a document to put on somebody's table, as PDF
writing       rows to CSV, JSON Lines and XLSX
jobs          asked for, claimed, kept, downloaded once, destroyed
approving     the second person: approves, refuses, does not answer, is entrusted no more
building      what a worker does for one
ending        lists that wait while somebody in them is erased
scheduling    sealed lists, written again and again; their rows: schedule_models; times:
              when they run, in words
deciding_form what the second person says; schedule_form: whoever sets up a schedule
in_words      what was asked for, as whoever approves it reads it
emails, forms, tasks as in every room
"""
