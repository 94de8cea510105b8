// Keeps an overview fresh while somebody looks at it: asks for a few numbers every five seconds,
// and for the page's own parts once they have changed. Asks nothing while the tab is hidden, less
// and less often while there is no connection, and says so.

const EVERY = 5_000;
const SLOWEST = 120_000;
const PARTS_EVERY = 15_000;
const SAID_EVERY = 30_000;

const head = document.querySelector("[data-live-url]");
const state = head?.querySelector("[data-live-state]");
const aloud = head?.querySelector("[data-live-said]");

let version = `"${head?.dataset.version}"`;
let pause = EVERY;
let timer = 0;
let asking = false;
let partsAt = 0; // when they were last fetched
let partsAreOld = false;
let saidAt = 0;
const asServed = new Map(); // by part: its source, to leave alone what is still the same

const say = (words) => {
  if (state.textContent !== words) state.textContent = words;
};

const show = (figures) => {
  for (const place of document.querySelectorAll("[data-live]")) {
    place.textContent = figures[place.dataset.live];
  }
  if (Date.now() - saidAt > SAID_EVERY) {
    aloud.textContent = figures.signatures; // read out, politely and not at every change
    saidAt = Date.now();
  }
};

// The page itself, parsed and not run. (fetch() would give a text, and no policy lets us parse it.)
const pageAsServed = () =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request));
    request.onerror = request.ontimeout = reject;
    request.timeout = 20_000;
    request.send();
  });

const named = (page) =>
  new Map([...page.querySelectorAll("[data-live-part]")].map((part) => [part.dataset.livePart, part]));

const replaceParts = (page) => {
  const here = named(document);
  const there = named(page);
  if ([...there.keys()].some((name) => !here.has(name))) {
    location.reload(); // the first signature: another page
    return;
  }
  for (const [name, part] of here) {
    const fresh = there.get(name);
    if (!fresh || asServed.get(name) === fresh.outerHTML) continue;
    if (part.contains(document.activeElement)) {
      partsAreOld = true; // somebody is at it with the keyboard: later
      continue;
    }
    asServed.set(name, fresh.outerHTML);
    const mine = document.importNode(fresh, true);
    const table = mine.querySelector("[data-table-of-chart]");
    table?.toggleAttribute("data-kept-open", part.querySelector("[data-table-of-chart]").open);
    part.replaceWith(mine);
  }
  document.dispatchEvent(new Event("figures:changed"));
};

const look = async () => {
  const answer = await fetch(head.dataset.liveUrl, {
    headers: { "If-None-Match": version },
    cache: "no-store",
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) return false;
  if (answer.status !== 304) {
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    show(await answer.json());
    version = answer.headers.get("ETag");
    partsAreOld = true;
  }
  if (partsAreOld && Date.now() - partsAt > PARTS_EVERY) {
    partsAreOld = false;
    partsAt = Date.now();
    replaceParts(await pageAsServed());
  }
  return true;
};

const goOn = async () => {
  clearTimeout(timer);
  if (document.hidden || asking) return;
  asking = true;
  try {
    if (!(await look())) {
      say(state.dataset.gone);
      return;
    }
    pause = EVERY;
    say(state.dataset.fresh);
  } catch {
    pause = Math.min(2 * pause, SLOWEST);
    say(state.dataset.away);
  } finally {
    asking = false;
  }
  timer = setTimeout(goOn, pause);
};

if (state) {
  document.addEventListener("visibilitychange", goOn);
  addEventListener("online", goOn);
  goOn();
}
