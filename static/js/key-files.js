// Private keys in files that a passphrase opens, and as a code that can be read from paper: the
// same formats as campaign/lib/key_files.py, which says what they are.
//
// A classic script with one global object, so that a page, a worker and a page that is one single
// file can all use it. It needs `sodium` (libsodium-wrappers-sumo); wait for `sodium.ready` first.
// What goes wrong is a KeyFiles.Trouble whose `code` says what, for pages that have words of their
// own; `message` says it in English. A broken line of a code is named in `line`.

const KeyFiles = (() => {
  const VERSION = 1;
  const PASSES = 3;
  const MEMORY = 256 * 1024 * 1024;
  const MOST_PASSES = 32;
  const MOST_MEMORY = 2 * 1024 ** 3;

  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const LINES = 4;
  const KEY_BYTES = 8; // of the key, in each line
  const CHECK_BYTES = 2;
  const LINE_LENGTH = 16;

  const WORDS = {
    "no-key-file": "This is no key file.",
    "later-version": "This key file was written by a later version of Undersigned.",
    "wrong-passphrase": "Wrong passphrase, or a damaged key file.",
    "damaged": "This key file is damaged.",
    "no-memory": "There is not enough memory to open a key file here.",
    "code-letter": "A recovery code holds letters and digits only, and no U.",
    "code-length": "A recovery code has 64 letters and digits.",
    "code-line": "There is a mistake in this line of the recovery code.",
  };

  class Trouble extends Error {
    constructor(code, line = 0) {
      super(line ? `${WORDS[code]} (${line})` : WORDS[code]);
      this.name = "Trouble";
      this.code = code;
      this.line = line;
    }
  }

  const toText = (bytes) => sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);
  const toBytes = (text) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
  const isSame = (one, other) => sodium.to_hex(one) === sodium.to_hex(other);
  const publicOf = (privateKey) => sodium.crypto_scalarmult_base(privateKey);

  function keyFrom(passphrase, salt, passes, memory) {
    const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
    const length = sodium.crypto_secretbox_KEYBYTES;
    const written = passphrase.normalize("NFC"); // the same from every keyboard
    try {
      return sodium.crypto_pwhash(length, written, salt, passes, memory, algorithm);
    } catch {
      throw new Trouble("no-memory"); // the only reason left, once the limits were looked at
    }
  }

  function newPair() {
    const { publicKey, privateKey } = sodium.crypto_box_keypair();
    return { publicKey, privateKey };
  }

  // What the file holds, as text.
  function write(privateKey, passphrase, { memory = MEMORY } = {}) {
    const salt = sodium.randombytes_buf(sodium.crypto_pwhash_SALTBYTES);
    const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
    const key = keyFrom(passphrase, salt, PASSES, memory);
    const box = sodium.crypto_secretbox_easy(privateKey, nonce, key);
    const sealed = new Uint8Array(nonce.length + box.length);
    sealed.set(nonce);
    sealed.set(box, nonce.length);
    const content = {
      undersigned: "key",
      version: VERSION,
      public_key: toText(publicOf(privateKey)),
      salt: toText(salt),
      passes: PASSES,
      memory,
      sealed: toText(sealed),
    };
    return `${JSON.stringify(content)}\n`;
  }

  function parsed(content) {
    let said;
    try {
      said = JSON.parse(content);
    } catch {
      throw new Trouble("no-key-file");
    }
    if (said?.undersigned !== "key" || !Number.isInteger(said.version)) {
      throw new Trouble("no-key-file");
    }
    if (said.version !== VERSION) throw new Trouble("later-version");
    const { passes, memory } = said;
    const isAskingEnough = passes >= 1 && memory >= sodium.crypto_pwhash_MEMLIMIT_MIN;
    const isAskingTooMuch = passes > MOST_PASSES || memory > MOST_MEMORY;
    if (![passes, memory].every(Number.isInteger) || !isAskingEnough || isAskingTooMuch) {
      throw new Trouble("no-key-file");
    }
    try {
      const [publicKey, salt, sealed] = [said.public_key, said.salt, said.sealed].map(toBytes);
      return { publicKey, salt, sealed, passes, memory };
    } catch {
      throw new Trouble("no-key-file");
    }
  }

  // The public half, which needs no passphrase.
  function publicKeyIn(content) {
    const { publicKey } = parsed(content);
    if (publicKey.length !== sodium.crypto_box_PUBLICKEYBYTES) throw new Trouble("damaged");
    return publicKey;
  }

  // The private key in a file's text.
  function read(content, passphrase) {
    const { publicKey, salt, sealed, passes, memory } = parsed(content);
    if (salt.length !== sodium.crypto_pwhash_SALTBYTES) throw new Trouble("damaged");
    const key = keyFrom(passphrase, salt, passes, memory);
    const nonce = sealed.subarray(0, sodium.crypto_secretbox_NONCEBYTES);
    let privateKey;
    try {
      privateKey = sodium.crypto_secretbox_open_easy(sealed.subarray(nonce.length), nonce, key);
    } catch {
      throw new Trouble("wrong-passphrase");
    }
    const isWhole = privateKey.length === sodium.crypto_box_SECRETKEYBYTES;
    if (!isWhole || !isSame(publicOf(privateKey), publicKey)) throw new Trouble("damaged");
    return privateKey;
  }

  // What owners compare: 1f2e 3d4c 5b6a 7988 9a0b 1c2d 3e4f 5061.
  function fingerprint(publicKey) {
    const digest = sodium.to_hex(sodium.crypto_hash_sha256(publicKey)).slice(0, 32);
    return digest.match(/.{4}/g).join(" ");
  }

  function checkOf(line, part) {
    const prefix = sodium.from_string(`undersigned recovery code, line ${line}:`);
    const checked = new Uint8Array(prefix.length + part.length);
    checked.set(prefix);
    checked.set(part, prefix.length);
    return sodium.crypto_hash_sha256(checked).subarray(0, CHECK_BYTES);
  }

  function lettersOf(bytes) {
    let bits = "";
    for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
    return bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("");
  }

  function bytesOf(letters) {
    let bits = "";
    for (const letter of letters) bits += LETTERS.indexOf(letter).toString(2).padStart(5, "0");
    return Uint8Array.from(bits.match(/.{8}/g), (eight) => parseInt(eight, 2));
  }

  // The private key as four lines, each an array of four groups of four.
  function recoveryCode(privateKey) {
    return Array.from({ length: LINES }, (_, index) => {
      const part = privateKey.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES);
      return lettersOf([...part, ...checkOf(index + 1, part)]).match(/.{4}/g);
    });
  }

  // The private key, from what somebody typed from paper.
  function fromRecoveryCode(typed) {
    const letters = typed
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, (other) => (/[\s\-–—.,·]/.test(other) ? "" : other))
      .replaceAll("O", "0")
      .replace(/[IL]/g, "1");
    if ([...letters].some((letter) => !LETTERS.includes(letter))) throw new Trouble("code-letter");
    if (letters.length !== LINES * LINE_LENGTH) throw new Trouble("code-length");
    const privateKey = new Uint8Array(LINES * KEY_BYTES);
    for (let index = 0; index < LINES; index += 1) {
      const bytes = bytesOf(letters.slice(index * LINE_LENGTH, (index + 1) * LINE_LENGTH));
      const part = bytes.subarray(0, KEY_BYTES);
      if (!isSame(bytes.subarray(KEY_BYTES), checkOf(index + 1, part))) {
        throw new Trouble("code-line", index + 1);
      }
      privateKey.set(part, index * KEY_BYTES);
    }
    return privateKey;
  }

  return Object.freeze({
    Trouble,
    MEMORY,
    newPair,
    publicOf,
    write,
    read,
    publicKeyIn,
    fingerprint,
    recoveryCode,
    fromRecoveryCode,
    toText,
    toBytes,
  });
})();
globalThis.KeyFiles = KeyFiles;
