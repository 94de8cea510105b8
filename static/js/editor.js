// Saves the words of a page as they are written, says so, and says who else is writing.
//
// What could not be saved stays in the page, and in this tab's own storage in case the page is
// loaded anew; it is tried again until it is saved. Without this module the Save button does it.

const AFTER = 1_500; // of quiet, in milliseconds
const AGAIN = [3_000, 6_000, 15_000, 30_000];
const HERE = 20_000;

const form = document.querySelector("form[data-editor]");
const status = form.querySelector("[data-status]");
const others = document.querySelector("[data-others]");
const KEPT = `kept:${form.action}`;

let stamp = Number(form.dataset.stamp);
let isDirty = false;
let isStopped = false; // two versions: somebody has to look at both
let failed = 0;
let timer = 0;
let saving = null;

// --- What is said ----------------------------------------------------------------------------

function say(words, ...more) {
  status.textContent = words;
  for (const id of more) {
    status.append(" ", document.getElementById(id).content.cloneNode(true));
  }
}

const now = () =>
  new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function tell(people) {
  others.hidden = !people.length;
  if (others.textContent !== people.join(" ")) others.textContent = people.join(" ");
}

function showProblems(problems, toDo) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const said = problems[field.dataset.field] ?? "";
    const error = field.querySelector("[data-error]");
    const input = field.querySelector("input, textarea");
    if (error.textContent !== said) error.textContent = said;
    error.hidden = !said;
    field.classList.toggle("field-wrong", Boolean(said));
    if (said) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const summary = form.querySelector("[data-to-do]");
  summary.textContent = toDo;
  summary.hidden = !toDo;
}

// --- Saving ----------------------------------------------------------------------------------

function token() {
  // It changes when somebody signs in again in another tab.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (cookie) form.elements.csrfmiddlewaretoken.value = cookie;
}

async function send() {
  token();
  isDirty = false;
  say(status.dataset.saving);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
  } catch {
    return later("away");
  }
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.redirected || answer.status === 403) return later("out", "sign-in-again");
  if (!isJson) return later(answer.status >= 500 ? "away" : "refused");
  const said = await answer.json();
  stamp = said.stamp;
  tell(said.others);
  if (answer.status === 409) {
    isDirty = isStopped = true;
    say(said.clash, "see-both");
    return undefined;
  }
  failed = 0;
  form.elements.opened.value = JSON.stringify(said.opened);
  showProblems(said.problems, said.to_do);
  if (!isDirty) sessionStorage.removeItem(KEPT);
  say(said.taken_over ? status.dataset.merged : `${status.dataset.saved} ${now()}`);
  return undefined;
}

function later(why, ...more) {
  isDirty = true;
  keep();
  say(status.dataset[why], ...more);
  clearTimeout(timer);
  timer = setTimeout(save, AGAIN[Math.min(failed, AGAIN.length - 1)]);
  failed += 1;
}

async function save() {
  clearTimeout(timer);
  if (saving || isStopped || !isDirty) return saving;
  saving = send();
  try {
    await saving;
  } finally {
    saving = null;
  }
  if (isDirty && !failed && !isStopped) timer = setTimeout(save, AFTER);
  return undefined;
}

function changed() {
  isDirty = true;
  if (isStopped) return keep();
  clearTimeout(timer);
  timer = setTimeout(save, AFTER);
  return keep();
}

form.addEventListener("input", changed);
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  token();
  if (saving) {
    // What is on its way would look like somebody else's.
    event.preventDefault();
    const { submitter } = event;
    await saving;
    form.requestSubmit(submitter);
    return;
  }
  isDirty = false;
  sessionStorage.removeItem(KEPT);
});
addEventListener("online", () => isDirty && save());
addEventListener("visibilitychange", () => isDirty && save());
addEventListener("beforeunload", (event) => isDirty && event.preventDefault());
addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  isDirty = true;
  save();
});

// Without a round trip for each: there may be thirty of them.
form.addEventListener("click", (event) => {
  const button = event.target.closest(".tool-accept");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("[data-item]");
  item.querySelector("[data-decision]").value = "accepted";
  item.classList.add("is-accepted");
  button.replaceWith(document.getElementById("looks-right").content.cloneNode(true));
  item.focus({ preventScroll: true });
  changed();
});

// --- In case the page is loaded anew before it could be saved --------------------------------

const fields = () => [...form.querySelectorAll("[data-field] :is(input, textarea)")];

function keep() {
  const values = fields()
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.name, field.value]);
  const { value: opened } = form.elements.opened;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ values, opened: JSON.parse(opened) }));
  } catch {
    // Too much for it; the page itself still has it.
  }
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const there = new Map(fields().map((field) => [field.name, field]));
  const missing = (kept?.values ?? []).filter(
    ([name, value]) => there.has(name) && there.get(name).value !== value,
  );
  if (!missing.length) return sessionStorage.removeItem(KEPT);
  const opened = JSON.parse(form.elements.opened.value);
  for (const [name, value] of missing) {
    there.get(name).value = value;
    // It was written on top of what was there then: a colleague may have changed it since.
    const part = name.startsWith("source.") ? "source" : name.split(".", 2).join(".");
    opened[part] = kept.opened[part];
  }
  form.elements.opened.value = JSON.stringify(opened);
  changed();
  return say(status.dataset.kept);
}

// --- Who else is here ------------------------------------------------------------------------

async function beHere() {
  if (document.hidden) return;
  const news = new FormData();
  news.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.here, { method: "POST", body: news });
    if (!answer.ok || answer.redirected) return;
    const said = await answer.json();
    tell(said.others);
    if (said.stamp > stamp && !saving) say(status.dataset.theirs);
    if (!saving) stamp = said.stamp;
  } catch {
    // The connection is away; saving will say so.
  }
}

// --- How much still fits ---------------------------------------------------------------------

// People count what they see as one letter; the site counts characters, of which Burmese or Thai
// need several for one. So the room left is told in letters of the length that this text has.
const letters = new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" });

function left(field) {
  const words = field.value.trim();
  const characters = [...words].length;
  const room = Number(field.dataset.most) - characters;
  if (room >= 0.3 * field.dataset.most && room > 20) return "";
  let count = 0;
  for (const _letter of letters.segment(words)) count += 1;
  const each = count ? characters / count : 1;
  return String(room < 0 ? Math.floor(room / each) : Math.round(room / each));
}

for (const field of form.querySelectorAll("[data-most]")) {
  const shown = document.createElement("span");
  shown.className = "letters-left";
  shown.ariaHidden = "true"; // the error beside the field says it when it matters
  field.before(shown);
  const count = () => {
    shown.textContent = left(field);
    shown.classList.toggle("is-over", shown.textContent.startsWith("-"));
  };
  field.addEventListener("input", count);
  count();
}

// Browsers that do not let a field grow with its text yet.
if (!CSS.supports("field-sizing", "content")) {
  for (const area of form.querySelectorAll("textarea")) {
    const grow = () => {
      area.style.blockSize = "auto";
      area.style.blockSize = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}

putBack();
beHere();
setInterval(beHere, HERE);
