// The queue by keyboard: j and k go through it, x ticks, a and h decide, u undoes. Every key presses
// a button or ticks a box that is on the page; with nothing ticked, what has the focus is meant.

const queue = document.querySelector("[data-queue]");
const boxes = [...document.querySelectorAll("[data-queue] input[name=ticked]")];
const matters = boxes.filter((box) => "matter" in box.dataset);
const undo = document.querySelector("[data-undo]");
const reasons = document.querySelector("[data-reasons]");
const reasoned = document.querySelector("[data-reasoned]");
const keys = document.querySelector("[data-keys]");
const count = document.querySelector("[data-count]");
const whole = document.querySelector("#id_whole");
const all = document.querySelector("[data-all]");

const REMEMBERED = "moderation-keys"; // "off", or nothing
const GOES_ON = "moderation-goes-on"; // the last decision was made by key: begin in the list again

let here = -1;

function recall(store, name) {
  try {
    return store.getItem(name);
  } catch {
    return null; // storage is forbidden: keys work, and nothing is remembered
  }
}

function remember(store, name, value) {
  try {
    if (value) store.setItem(name, value);
    else store.removeItem(name);
  } catch {
    // As above.
  }
}

function refresh() {
  if (count) count.textContent = boxes.filter((box) => box.checked).length;
}

function go(step) {
  if (!matters.length) return;
  const focused = matters.indexOf(document.activeElement);
  here = Math.min(Math.max((focused < 0 ? here : focused) + step, 0), matters.length - 1);
  matters[here].focus();
  matters[here].closest("li").scrollIntoView({ block: "nearest" });
}

/** Is anything ticked now? What has the focus, if nothing was. */
function somethingIsMeant() {
  if (whole?.checked || boxes.some((box) => box.checked)) return true;
  const focused = boxes.find((box) => box === document.activeElement) ?? matters[here];
  if (!focused) return false;
  focused.checked = true;
  refresh();
  return true;
}

function decide(button) {
  if (!button || !somethingIsMeant()) return;
  remember(sessionStorage, GOES_ON, "yes");
  button.click();
}

function giveReason() {
  if (!reasons || !somethingIsMeant()) return;
  reasons.open = true;
  const first = boxes.find((box) => box.checked);
  first?.closest("li").scrollIntoView({ block: "start" });
  reasons.querySelector("input[type=radio]").focus();
}

function choose(number) {
  const radio = reasons?.open && reasons.querySelectorAll("input[type=radio]")[number - 1];
  if (!radio) return;
  radio.checked = true;
  decide(reasoned);
}

const ON = {
  j: () => go(1),
  k: () => go(-1),
  x: () => {
    const box = boxes.find((each) => each === document.activeElement) ?? matters[here];
    if (!box) return;
    box.checked = !box.checked;
    refresh();
  },
  a: () => decide(document.querySelector("[data-key=a]")),
  h: () => (reasons ? giveReason() : decide(document.querySelector("[data-key=h]"))),
  u: () => {
    if (!undo) return;
    remember(sessionStorage, GOES_ON, "yes");
    undo.click();
  },
};

const isTyping = (target) => target.matches("input:not([type=checkbox], [type=radio]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && reasons?.open) {
    reasons.open = false;
    go(0);
    return;
  }
  if ((keys && !keys.checked) || isTyping(event.target)) return;
  const act = ON[event.key] ?? (/^[1-9]$/.test(event.key) ? () => choose(Number(event.key)) : null);
  if (!act) return;
  event.preventDefault();
  act();
});

queue?.addEventListener("change", refresh);

all?.addEventListener("click", () => {
  const tick = matters.some((box) => !box.checked);
  for (const box of matters) box.checked = tick;
  refresh();
});

if (keys) {
  keys.checked = recall(localStorage, REMEMBERED) !== "off";
  keys.addEventListener("change", () => remember(localStorage, REMEMBERED, keys.checked ? "" : "off"));
}

for (const element of document.querySelectorAll("[data-with-js]")) element.hidden = false;
refresh();

if (recall(sessionStorage, GOES_ON) && !document.querySelector("[data-focus]")) go(1);
remember(sessionStorage, GOES_ON, "");
