// What works while the page stays awake. The page starts one of these; that one starts others of the
// same program: one to make a key of a passphrase, which takes 256 MB that only its end gives back, and a few
// that open rows. They are sent {do, number, …} and answer {number, …}, or {number, trouble}.

const BATCH = 500; // rows
const MOST_HELPERS = 4;
const AHEAD = 2; // batches that wait for each helper
const TELL_EVERY = 150; // milliseconds

// --- Another of the same ----------------------------------------------------------------------

class Helper {
  constructor() {
    // Its own address will not do: a page from a stick has an origin that nothing else shares.
    const address = URL.createObjectURL(program);
    this.worker = new Worker(policy ? policy.createScriptURL(address) : address);
    this.waiting = new Map();
    this.worker.onmessage = ({ data }) => {
      const { resolve, reject } = this.waiting.get(data.number);
      this.waiting.delete(data.number);
      if (data.trouble) reject(new Trouble(data.trouble.code, data.trouble.values));
      else resolve(data.result);
    };
    this.worker.onerror = () => {
      for (const { reject } of this.waiting.values()) reject(new Trouble("no-memory"));
    };
    this.asked = 0;
  }

  ask(what, given, transfer = []) {
    this.asked += 1;
    const number = this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ do: what, number, ...given }, transfer);
    });
  }

  end() {
    this.worker.terminate();
  }
}

const policy = self.trustedTypes?.createPolicy("opener", {
  createScriptURL(address) {
    if (!address.startsWith("blob:")) throw new TypeError("Only the program that came along.");
    return address;
  },
});

// What all of them run, once the page has sent it.
let program;

async function know({ text }) {
  program = new Blob([text], { type: "text/javascript" });
}

// --- What the page asks for -------------------------------------------------------------------

async function lookAtKey({ text }) {
  return { fingerprint: KeyFiles.fingerprint(KeyFiles.publicKeyIn(text)) };
}

async function lookAtBundle({ file }) {
  const { about, keys } = await look(file);
  return { about, fingerprints: keys.map((key) => key.fingerprint) };
}

// `keys`: [{name, text, passphrase}]; `code`: from paper, or empty.
async function openBundle({ file, keys, code, format }, tell) {
  const bundle = await look(file);
  const held = await unlocked(bundle, keys, code, tell);
  const key = streamKeyOf(bundle, held);
  const writer = WRITERS[format];
  const parts = [];
  const give = (bytes) => parts.push(bytes);
  const helpers = Array.from(
    { length: Math.min(MOST_HELPERS, Math.max(navigator.hardwareConcurrency || 1, 1)) },
    () => new Helper(),
  );
  try {
    const done = await openRows({ file, bundle, key, held, format, helpers, give, tell });
    const about = bundle.about;
    return { blob: new Blob(parts, { type: writer.type }), rows: done, slug: about.slug };
  } finally {
    for (const helper of helpers) helper.end();
    for (const privateKey of held.values()) sodium.memzero(privateKey);
  }
}

// The private keys that are needed, by fingerprint.
async function unlocked(bundle, keys, code, tell) {
  const held = new Map();
  if (code) {
    const privateKey = KeyFiles.fromRecoveryCode(code);
    held.set(KeyFiles.fingerprint(KeyFiles.publicOf(privateKey)), privateKey);
  }
  const files = keys.map((key) => {
    return { ...key, fingerprint: KeyFiles.fingerprint(KeyFiles.publicKeyIn(key.text)) };
  });
  checkKeys(bundle, [...held.keys(), ...files.map((key) => key.fingerprint)]);
  const needed = bundle.keys.map((key) => key.fingerprint);
  for (const { name, text, passphrase, fingerprint } of files) {
    if (!needed.includes(fingerprint) || held.has(fingerprint)) continue;
    tell({ phase: "key", name });
    const helper = new Helper();
    try {
      held.set(fingerprint, await helper.ask("unlock", { text, passphrase }));
    } catch (trouble) {
      throw new Trouble(trouble.code, { ...trouble.values, name });
    } finally {
      helper.end();
    }
  }
  return held;
}

// Batches go to the helpers in turn, and are put together in order. How many rows there were.
async function openRows({ file, bundle, key, held, format, helpers, give, tell }) {
  const { about, keys } = bundle;
  const writer = WRITERS[format];
  const working = [];
  let [writing, batch, sent, done, next, told] = [null, [], 0, 0, 0, 0];

  const settle = async () => {
    const { rows, result } = working.shift();
    writing.add(await result, rows);
    done += rows;
    if (performance.now() - told > TELL_EVERY) {
      told = performance.now();
      tell({ phase: "rows", done, total: about.rows });
    }
  };
  const send = async () => {
    const joined = join(batch);
    const helper = helpers[next];
    next = (next + 1) % helpers.length;
    const given = { lines: joined, first: sent + 1 };
    const result = helper.ask("rows", given, [joined.buffer]);
    result.catch(() => {}); // it is awaited in its turn
    working.push({ rows: batch.length, result });
    sent += batch.length;
    batch = [];
    while (working.length > AHEAD * helpers.length) await settle();
  };
  const begin = async (line) => {
    const words = checked(line, bundle);
    const headings = about.columns.map((column) => words.headings[column]);
    writing = writer.writer(headings, about.slug, give);
    const privateKeys = keys.map(({ fingerprint }) => held.get(fingerprint));
    const given = { about, words, format, privateKeys };
    await Promise.all(helpers.map((helper) => helper.ask("prepare", given)));
    tell({ phase: "rows", done: 0, total: about.rows });
  };

  for await (const some of lines(file, bundle, key)) {
    for (const line of some) {
      if (!writing) {
        await begin(line);
        continue;
      }
      batch.push(line);
      // A part of the file, a sheet say, ends with a batch.
      if (batch.length === BATCH || (sent + batch.length) % writer.rowsAtMost === 0) await send();
    }
  }
  if (batch.length) await send();
  while (working.length) await settle();
  writing.end();
  return done;
}

function join(some) {
  const size = some.reduce((total, line) => total + line.length + 1, 0);
  const joined = new Uint8Array(size);
  let at = 0;
  for (const line of some) {
    joined.set(line, at);
    at += line.length;
    joined[at] = NEW_LINE;
    at += 1;
  }
  return joined;
}

// --- What a helper does -----------------------------------------------------------------------

async function unlock({ text, passphrase }) {
  return KeyFiles.read(text, passphrase);
}

let openRow;
let layOut;
let writeRows;

async function prepare({ about, words, format, privateKeys }) {
  openRow = openerOf(privateKeys, about.campaign);
  layOut = layoutOf(about, words);
  writeRows = WRITERS[format].rows;
}

async function openSome({ lines: joined, first }) {
  const texts = decode(joined).split("\n");
  texts.pop();
  return writeRows(
    texts.map((text, index) => {
      const number = first + index;
      let row;
      try {
        row = JSON.parse(text);
      } catch {
        throw new Trouble("not-ours", { row: number });
      }
      return layOut(openRow(row, number), number);
    }),
  );
}

// --- Asked and answered -----------------------------------------------------------------------

const DOES = {
  know,
  key: lookAtKey,
  bundle: lookAtBundle,
  open: openBundle,
  unlock,
  prepare,
  rows: openSome,
};

// A word for whatever went wrong; the page has the sentences.
function inAWord(error) {
  if (error instanceof Trouble) return { code: error.code, values: error.values };
  if (error instanceof KeyFiles.Trouble) {
    const code = error.code === "later-version" ? "later-key-version" : error.code;
    return { code, values: { line: error.line } };
  }
  if (error?.name === "NotReadableError") return { code: "unreadable", values: {} };
  if (error instanceof RangeError) return { code: "no-memory", values: {} };
  return { code: "broken", values: { error: String(error) } };
}

self.onmessage = async ({ data }) => {
  const { do: what, number, ...given } = data;
  try {
    await sodium.ready;
    const result = await DOES[what](given, (progress) => self.postMessage({ number, progress }));
    const transfer = result instanceof Uint8Array && what === "rows" ? [result.buffer] : [];
    self.postMessage({ number, result }, transfer);
  } catch (error) {
    self.postMessage({ number, trouble: inAWord(error) });
  }
};
