// A sealed bundle, read from a file piece by piece: what campaign/exports/bundles.py writes, and
// docs/bundles.md describes. Needs `sodium`. What is wrong with one is a Trouble whose `code` the
// page has a sentence for (templates/opener/sentences.html), with what belongs into that sentence.

const VERSION = 2;
const LONGEST_FIRST_LINE = 64 * 1024; // bytes
const END = '\n{"undersigned":"end of bundle"}\n';
const PIECE = 64 * 1024; // bytes of the stream, before they are sealed
const NEW_LINE = 10;

class Trouble extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

const decode = (bytes) => new TextDecoder().decode(bytes);
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
const list = (words) => words.join(", ");

// Its first line, before any key: {about, firstLine, keys, begin, end}.
async function look(file) {
  const start = await bytesOf(file.slice(0, LONGEST_FIRST_LINE));
  const firstLine = start.subarray(0, start.indexOf(NEW_LINE) + 1);
  let about;
  try {
    about = JSON.parse(decode(firstLine));
  } catch {
    throw new Trouble("no-bundle");
  }
  if (about?.undersigned !== "bundle") throw new Trouble("no-bundle");
  if (!(about.version <= VERSION)) throw new Trouble("later-version");
  if (about.version !== VERSION) throw new Trouble("earlier-version");
  let keys;
  try {
    keys = about.keys.map((key) => ({
      fingerprint: KeyFiles.fingerprint(KeyFiles.toBytes(key.public_key)),
      streamKey: KeyFiles.toBytes(key.stream_key),
    }));
    if (!keys.length) throw new Trouble("first-line-changed");
  } catch {
    throw new Trouble("first-line-changed");
  }
  const end = file.size - END.length;
  const isWhole = decode(await bytesOf(file.slice(Math.max(end, 0)))) === END;
  if (!isWhole || end < firstLine.length) throw new Trouble("cut-short");
  return { about, firstLine, keys, begin: firstLine.length, end };
}

// Are these enough, by fingerprint? Those that are needed and not there.
function checkKeys({ keys }, given) {
  const missing = keys.map((key) => key.fingerprint).filter((needed) => !given.includes(needed));
  if (missing.length === keys.length) {
    throw new Trouble("other-key", { needed: list(missing), given: list(given) });
  }
  if (missing.length) throw new Trouble("key-missing", { needed: list(missing) });
}

// `held`: private keys by fingerprint. The key of the stream, which came sealed to each of them.
function streamKeyOf({ keys }, held) {
  const { fingerprint, streamKey } = keys[0];
  const privateKey = held.get(fingerprint);
  try {
    return sodium.crypto_box_seal_open(streamKey, KeyFiles.publicOf(privateKey), privateKey);
  } catch {
    throw new Trouble("first-line-changed");
  }
}

// Its lines, as bytes, some at a time; but for the last one, which says how many rows there are and
// is looked at here.
async function* lines(file, { begin, end }, key) {
  const header = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES;
  const sealedPiece = PIECE + sodium.crypto_secretstream_xchacha20poly1305_ABYTES;
  const last = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(
    await bytesOf(file.slice(begin, begin + header)),
    key,
  );
  let [left, number, isLast, closing] = [new Uint8Array(), 0, false, null];
  const changed = () => new Trouble("changed", { row: Math.max(number - 1, 0) });
  for (let at = begin + header; at < end; at += sealedPiece) {
    const sealed = await bytesOf(file.slice(at, Math.min(at + sealedPiece, end)));
    const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed);
    if (!pulled || isLast) throw changed();
    isLast = pulled.tag === last;
    const { whole, rest } = parted(left, pulled.message);
    left = rest;
    if (isLast) closing = whole.pop();
    number += whole.length;
    if (whole.length) yield whole;
  }
  if (!isLast) throw changed();
  const rows = number - 1;
  if (!closing || left.length || rowsSaid(closing) !== rows) throw new Trouble("cut-short");
}

function parted(left, more) {
  const there = new Uint8Array(left.length + more.length);
  there.set(left);
  there.set(more, left.length);
  const whole = [];
  let from = 0;
  for (let to = there.indexOf(NEW_LINE); to >= 0; to = there.indexOf(NEW_LINE, from)) {
    whole.push(there.subarray(from, to));
    from = to + 1;
  }
  return { whole, rest: there.subarray(from) };
}

function rowsSaid(line) {
  try {
    return JSON.parse(decode(line)).rows;
  } catch {
    return null;
  }
}

// The first line within the stream: is the first line of the file as it was written? The words.
function checked(line, { firstLine }) {
  let bound;
  try {
    bound = JSON.parse(decode(line));
  } catch {
    throw new Trouble("not-ours", { row: 0 });
  }
  if (bound.first_line !== sodium.to_hex(sodium.crypto_hash_sha256(firstLine))) {
    throw new Trouble("first-line-changed");
  }
  return bound.words;
}
