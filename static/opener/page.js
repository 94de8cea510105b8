// The three steps that people see. Work is done by workers (worker.js), whose program comes with
// the page as text. Nothing is kept anywhere, and nothing is saved unless all of it is right.

const at = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
const tongue = language === "en" ? "en-GB" : language; // "25 November 2026", as the site has it
const days = (zone) =>
  new Intl.DateTimeFormat(tongue, { dateStyle: "long", timeStyle: "short", timeZone: zone });

// --- Words ------------------------------------------------------------------------------------

// A sentence of the page's own (templates/opener/sentences.html), with {values} filled in.
function sentence(code, values = {}) {
  const sentences = at("sentences").content;
  const found = sentences.querySelector(`[data-code="${CSS.escape(code)}"]`);
  const words = (found ?? sentences.querySelector('[data-code="broken"]')).textContent;
  return words.replace(/\{(\w+)\}/g, (_all, name) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

function show(element, words) {
  element.textContent = words;
  element.hidden = !words;
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

// --- The worker -------------------------------------------------------------------------------

const text = at("program").textContent;
const program = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const policy = window.trustedTypes?.createPolicy("opener", {
  createScriptURL(address) {
    if (address !== program) throw new TypeError("Only the program that came with this page.");
    return address;
  },
});

class Work {
  constructor() {
    this.waiting = new Map();
    this.asked = 0;
    this.start();
  }

  start() {
    this.worker = new Worker(policy ? policy.createScriptURL(program) : program);
    this.worker.onmessage = ({ data }) => {
      const asked = this.waiting.get(data.number);
      if (!asked) return;
      if (data.progress) {
        asked.tell(data.progress);
        return;
      }
      this.waiting.delete(data.number);
      if (data.trouble) asked.reject(data.trouble);
      else asked.resolve(data.result);
    };
    this.worker.onerror = ({ message }) =>
      this.endWith({ code: "broken", values: { error: message } });
    this.ask("know", { text }).catch(() => {}); // cancelled before it was heard
  }

  ask(what, given, tell = () => {}) {
    this.asked += 1;
    const number = this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject, tell });
      this.worker.postMessage({ do: what, number, ...given });
    });
  }

  cancel() {
    this.worker.terminate();
    this.endWith({ code: "cancelled" });
    this.start();
  }

  endWith(trouble) {
    this.waiting.forEach(({ reject }) => reject(trouble));
    this.waiting.clear();
  }
}

const work = new Work();

// --- 1. The bundle ----------------------------------------------------------------------------

let looking = Promise.resolve(); // at what was chosen last
let bundle = null; // {file, about, fingerprints}
let keys = []; // [{name, text, fingerprint, input}]

function forgetBundle() {
  bundle = null;
  forgetResult();
  at("bundle-facts").hidden = true;
  show(at("bundle-error"), "");
}

async function chooseBundle([file]) {
  if (!file) return;
  try {
    bundle = { file, ...(await work.ask("bundle", { file })) };
  } catch (trouble) {
    show(at("bundle-error"), sentence(trouble.code, trouble.values));
    showKeys();
    return;
  }
  const { about, fingerprints } = bundle;
  at("fact-campaign").textContent = about.slug;
  at("fact-rows").textContent = numbers.format(about.rows);
  at("fact-written").textContent = written(about);
  at("fact-keys").replaceChildren(...fingerprints.map((each) => make("code", {}, each)));
  at("bundle-facts").hidden = false;
  showKeys();
}

function written({ written_for: moment, time_zone: zone }) {
  try {
    return days(zone).format(new Date(moment));
  } catch {
    return String(moment);
  }
}

// --- 2. The keys ------------------------------------------------------------------------------

function forgetKeys() {
  keys = [];
  forgetResult();
  at("keys").replaceChildren();
  show(at("keys-error"), "");
}

async function chooseKeys(files) {
  keys = []; // those of a choice before, which was looked at meanwhile
  for (const file of files) {
    try {
      const text = await file.text();
      const { fingerprint } = await work.ask("key", { text });
      keys.push({ name: file.name, text, fingerprint });
    } catch (trouble) {
      const code = trouble.code ?? "unreadable";
      show(at("keys-error"), sentence(code, { ...trouble.values, name: file.name }));
    }
  }
  showKeys();
}

// Each with a field for its passphrase, if this bundle needs it.
function showKeys() {
  at("keys").replaceChildren(
    ...keys.map((key, index) => {
      const typed = key.input?.value ?? "";
      const isNeeded = !bundle || bundle.fingerprints.includes(key.fingerprint);
      const head = make("p", { class: "key-head" }, make("b", {}, key.name), " ");
      head.append(make("code", {}, key.fingerprint));
      key.input = null;
      if (!isNeeded) {
        const needed = bundle.fingerprints.join(", ");
        const words = sentence("other-key", { needed, given: key.fingerprint });
        return make("li", { class: "is-other" }, head, make("p", { class: "error" }, words));
      }
      const id = `passphrase-${index}`;
      const type = at("show-passphrase").checked ? "text" : "password";
      const still = { autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
      key.input = make("input", { id, type, class: "passphrase", ...still });
      key.input.value = typed;
      const label = make("label", { for: id }, sentence("passphrase"));
      label.append(make("span", { class: "visually-hidden" }, ` (${key.name})`));
      return make("li", {}, head, label, key.input);
    }),
  );
  at("show-passphrase").closest("p").hidden = !keys.some((key) => key.input);
}

// --- 3. Open and save -------------------------------------------------------------------------

let result = null; // {address, name}

async function openAndSave(event) {
  event.preventDefault();
  await looking;
  forgetResult();
  const lack = whatIsLacking();
  if (lack) {
    complain(...lack);
    return;
  }
  const format = document.querySelector('input[name="format"]:checked').value;
  const given = keys.map(({ name, text, input }) => {
    return { name, text, passphrase: input?.value ?? "" };
  });
  setBusy(true);
  const began = performance.now();
  const asked = { file: bundle.file, keys: given, code: at("code").value.trim(), format };
  try {
    const done = await work.ask("open", asked, progressSince());
    const seconds = Math.max(1, Math.round((performance.now() - began) / 1000));
    save(done, format, seconds);
  } catch (trouble) {
    if (trouble.code === "cancelled") at("status").textContent = sentence("cancelled");
    else complain(trouble.code, trouble.values);
  } finally {
    setBusy(false);
  }
  if (result) at("done").focus();
}

function whatIsLacking() {
  if (!bundle) return ["choose-bundle", {}];
  if (!keys.length && !at("code").value.trim()) return ["choose-key", {}];
  const empty = keys.find(({ input }) => input && !input.value);
  return empty ? ["type-passphrase", { name: empty.name }] : null;
}

function complain(code, values) {
  at("status").textContent = "";
  show(at("open-error"), sentence(code, values));
  at("open-error").focus();
}

function setBusy(isBusy) {
  for (const part of document.querySelectorAll("#steps fieldset")) part.disabled = isBusy;
  at("open").hidden = isBusy;
  at("working").hidden = !isBusy;
  if (isBusy) {
    at("bar").removeAttribute("value");
    at("words").textContent = sentence("beginning");
    at("status").textContent = sentence("beginning");
    at("cancel").focus();
  } else if (!result) {
    at("open").focus();
  }
}

// What bar and words say; to those who listen, a tenth at a time.
function progressSince() {
  let [began, tenth] = [null, 0];
  return (progress) => {
    if (progress.phase === "key") {
      at("words").textContent = sentence("unlocking", progress);
      return;
    }
    began ??= performance.now();
    const { done, total } = progress;
    at("bar").max = Math.max(total, 1);
    at("bar").value = done;
    const seconds = (performance.now() - began) / 1000;
    if (!done || seconds < 0.3) return;
    const rate = Math.round(done / seconds);
    const left = Math.ceil(Math.max(total - done, 0) / Math.max(rate, 1));
    const words = sentence("progress", { done, total, rate, left });
    at("words").textContent = words;
    const now = Math.floor((10 * done) / Math.max(total, 1));
    if (now > tenth) {
      tenth = now;
      at("status").textContent = words;
    }
  };
}

function save({ blob, rows, slug }, format, seconds) {
  const name = `${slug.replace(/[^\w-]+/g, "-") || "list"}.${format}`;
  result = { address: URL.createObjectURL(blob), name };
  at("status").textContent = "";
  at("saved").textContent = sentence("saved", { rows, name, seconds });
  at("done").hidden = false;
  for (const { input } of keys) if (input) input.value = "";
  at("code").value = "";
  download();
}

function download() {
  make("a", { href: result.address, download: result.name }).click();
}

function forgetResult() {
  if (result) URL.revokeObjectURL(result.address);
  result = null;
  at("done").hidden = true;
  show(at("open-error"), "");
}

// --- Attached ---------------------------------------------------------------------------------

function dropOn(zone, input, forget, choose) {
  const look = () => {
    forget();
    looking = looking.then(() => choose([...input.files]));
  };
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (input.disabled || input.closest("fieldset").disabled) return;
    input.files = event.dataTransfer.files;
    look();
  });
  input.addEventListener("change", look);
}

function tellOfNetwork() {
  const isOn = navigator.onLine;
  at("network-on").hidden = !isOn;
  at("network-off").hidden = isOn;
}

// What is dropped beside a zone must not replace the page.
for (const type of ["dragover", "drop"]) {
  window.addEventListener(type, (event) => event.preventDefault());
}
dropOn(at("bundle-zone"), at("bundle-file"), forgetBundle, chooseBundle);
dropOn(at("keys-zone"), at("key-files"), forgetKeys, chooseKeys);
at("show-passphrase").addEventListener("change", ({ target }) => {
  for (const { input } of keys) if (input) input.type = target.checked ? "text" : "password";
});
at("steps").addEventListener("submit", openAndSave);
at("cancel").addEventListener("click", () => work.cancel());
at("again").addEventListener("click", download);
at("forget").addEventListener("click", () => location.reload());
window.addEventListener("online", tellOfNetwork);
window.addEventListener("offline", tellOfNetwork);
tellOfNetwork();
at("steps").reset(); // browsers give fields back what was in them before a reload
at("steps").hidden = false;
