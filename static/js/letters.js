// Keeps each letter's links in step with its text, copies, shares, and tells the site (and nobody
// else) that a letter left its writer: to whom and how, never what it says.

const fill = (pattern, { to, subject, body }) =>
  pattern
    .replace("{to}", encodeURIComponent(to).replaceAll("%40", "@"))
    .replace("{subject}", () => encodeURIComponent(subject))
    .replace("{body}", () => encodeURIComponent(body.replaceAll("\n", "\r\n")));

const form = document.querySelector(".letters-written");
const letters = [...document.querySelectorAll("[data-letter]")];

function attach(letter) {
  const part = (name) => letter.querySelector(`[data-${name}]`);
  const subject = part("subject");
  const body = part("body");
  const said = part("said");
  const longest = Number(letter.dataset.longestLink);
  const links = [...letter.querySelectorAll("a[data-link]")];
  let isTooLong = false;

  // As the site itself cleans a letter; `\s` takes spaces and tabs of every script.
  const words = () => ({
    to: letter.dataset.to,
    subject: subject.value.replace(/\s+/g, " ").trim(),
    body: body.value.trim(),
  });

  const refresh = () => {
    isTooLong = false;
    for (const link of links) {
      const whole = fill(link.dataset.pattern, words());
      const fits = whole.length <= longest;
      isTooLong ||= !fits;
      link.href = fits ? whole : fill(link.dataset.pattern.replace("&body={body}", ""), words());
    }
    const notice = part("too-long");
    if (notice) notice.hidden = !isTooLong;
  };

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words().body);
      said.textContent = said.dataset.copied;
      return true;
    } catch {
      body.focus();
      body.select();
      said.textContent = said.dataset.notCopied;
      return false;
    }
  };

  const done = () => {
    part("thanks").hidden = false;
    if (!letter.classList.contains("is-done")) {
      letter.classList.add("is-done");
      form.append(hidden("done", letter.id));
    }
    const after = [...letters.slice(letters.indexOf(letter) + 1), ...letters];
    const next = after.find((other) => !other.classList.contains("is-done"));
    for (const way of letter.querySelectorAll("[data-next]")) {
      way.hidden = !next;
      if (!next) continue;
      const link = way.querySelector("a");
      link.href = `#${next.id}`;
      link.textContent = next.querySelector("h2").textContent;
    }
  };

  const note = (channel) => {
    const news = new FormData();
    news.set("do", "note");
    news.set("channel", channel);
    for (const name of ["composition", `language-${letter.id}`]) {
      news.set(name, form.elements[name].value);
    }
    navigator.sendBeacon(letter.dataset.letter, news);
    done();
  };

  for (const field of [subject, body]) field.addEventListener("input", refresh);
  for (const link of links) {
    link.addEventListener("click", () => {
      if (isTooLong) copy();
      note(link.dataset.link);
    });
  }
  for (const button of letter.querySelectorAll("[data-done]")) {
    button.addEventListener("click", () => setTimeout(done));
  }

  const copying = part("copy-letter");
  if (copying && navigator.clipboard) {
    copying.hidden = false;
    copying.addEventListener("click", async () => {
      if (await copy()) note("copy");
    });
  }
  const sharing = part("share-letter");
  if (sharing && navigator.share) {
    sharing.hidden = false;
    sharing.addEventListener("click", async () => {
      const { subject: title, body: text } = words();
      try {
        await navigator.share({ title, text });
        note("share");
      } catch {
        // The person closed the sheet: nothing was sent.
      }
    });
  }
  for (const words of letter.querySelectorAll("[data-without-js]")) words.hidden = true;
  for (const words of letter.querySelectorAll("[data-with-js]")) words.hidden = false;
  refresh();
}

function hidden(name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}

letters.forEach(attach);
