// One signature after another: opened, and laid out in columns as campaign/exports/rows.py does.

const FORMAT = 1; // of a sealed part
const SHOWN = "shown"; // a name's standing

// What a spreadsheet would run begins so (campaign/lib/spreadsheets.py).
const FORMULA = /^[ \u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]/u;
const beginsAFormula = (words) => FORMULA.test(words);

// Five times as fast where browsers have it.
const unBase64 = (text) => Uint8Array.fromBase64?.(text) ?? KeyFiles.toBytes(text);

// Opens what was sealed to `keys` (private ones, in the order in which rows count them).
function openerOf(keys, campaign) {
  const pairs = keys.map((privateKey) => [KeyFiles.publicOf(privateKey), privateKey]);
  return (row, number) => {
    const values = { row: number, signature: dashed(row.id) };
    let content;
    try {
      const sealed = unBase64(row.sealed);
      const opened = sodium.crypto_box_seal_open(sealed, ...pairs[row.sealing_key_id]);
      content = JSON.parse(decode(opened));
    } catch {
      throw new Trouble("row-changed", values);
    }
    const { v, campaign: sealedFor, signature, part, ...fields } = content ?? {};
    if (v !== FORMAT) throw new Trouble("row-changed", values);
    if (sealedFor !== campaign) throw new Trouble("row-of-another-campaign", values);
    if (signature !== row.id) throw new Trouble("row-of-another-signer", values);
    const isAPart = part && Object.keys(part).length > 0;
    const isWords = Object.values(fields).every((value) => typeof value === "string");
    if (isAPart || !isWords) throw new Trouble("row-changed", values);
    return { ...fields, ...besideIt(row) };
  };
}

// What lies beside a sealed part, and nothing else: whoever wrote the bundle puts no name of theirs in the
// place of a sealed one.
const READ = [
  ...["id", "sealing_key_id", "sealed", "country", "language", "comment", "wants_updates"],
  ...["source", "created_at", "confirmed_at", "public_name", "name_standing", "agreed_to"],
];
const besideIt = (row) => Object.fromEntries(READ.map((name) => [name, row[name]]));

// What a cell may be. A list, say, would become words only as it is written.
const CELLS = ["string", "boolean"];

// As UUIDs are written: what the desk and the command line call a signature.
function dashed(id) {
  return String(id).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function layoutOf({ columns, name_display: display, time_zone: zone }, words) {
  const moment = clockOf(zone);
  const nameOf = {
    shown: (row) =>
      row.public_name && row.name_standing === SHOWN ? row.public_name : words.withheld,
    initials: (row) => initials(row.name),
    "as-signed": (row) => row.name,
  }[display];
  return (row, number) => {
    const laid = {
      ...row,
      name: nameOf(row),
      country_code: row.country,
      country: words.countries[row.country] ?? "",
      origin: row.source === "paper" ? "paper" : "online",
      agreed_to: (row.agreed_to ?? []).map((number) => words.wordings[number]).find(Boolean) ?? "",
      signed_at: moment(row.created_at),
      confirmed_at: moment(row.confirmed_at),
    };
    return columns.map((column) => {
      const isThere = Object.hasOwn(laid, column) && CELLS.includes(typeof laid[column]);
      if (!isThere) throw new Trouble("not-ours", { row: number });
      return laid[column];
    });
  };
}

// As Python's str.split() parts words.
const SPACES = /[\s\u001c-\u001f\u0085]+/u;

// Aung San Example as "A. S. E."; what a reader takes for one letter is one in any script.
function initials(name) {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  const firstOf = (word) => segmenter.segment(word)[Symbol.iterator]().next().value.segment;
  return name.split(SPACES).filter(Boolean).map((word) => `${firstOf(word)}.`).join(" ");
}

// The week of a moment that tells no more than that (campaign/lib/weeks.py), as 2026-W48; "" of
// any other. Weeks begin on Monday at midnight in UTC, and belong to the year of their Thursday.
function weekOf(at) {
  const DAY = 24 * 60 * 60 * 1000;
  const aMonday = 4 * DAY; // 5 January 1970
  if ((at - aMonday) % (7 * DAY)) return "";
  const thursday = new Date(at + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, "0")}`;
}

// Moments where the campaign is: 2026-11-25T20:04:38+07:00.
function clockOf(zone) {
  const named = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const QUARTER = 15 * 60 * 1000; // no zone has changed its clock at another moment for a century
  const offsets = new Map();
  const offsetAt = (at) => {
    const quarter = Math.floor(at / QUARTER);
    if (!offsets.has(quarter)) {
      const parts = named.formatToParts(at);
      const offset = parts.find((part) => part.type === "timeZoneName").value.slice(3);
      offsets.set(quarter, offset || "+00:00"); // "GMT", "GMT+07:00"
    }
    return offsets.get(quarter);
  };
  return (written) => {
    const [, seconds, fraction, zoneOf] =
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(.+)$/.exec(written);
    const at = Date.parse(seconds + zoneOf);
    const week = fraction ? "" : weekOf(at);
    if (week) return week;
    const offset = offsetAt(at);
    const [hours, minutes] = offset.slice(1).split(":").map(Number);
    const shift = (hours * 60 + minutes) * 60_000 * (offset[0] === "-" ? -1 : 1);
    return new Date(at + shift).toISOString().slice(0, 19) + offset;
  };
}
