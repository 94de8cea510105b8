// Keeps the number of signatures fresh while somebody looks at the page.
// Below two the sentence itself would have to change, which is left to the next reload.

const EVERY = 20_000;

const tally = document.querySelector("[data-count-url]");
const number = tally?.querySelector("strong");
const goal = tally?.querySelector("b");
const bar = tally?.querySelector("progress");

if (number && bar && !navigator.connection?.saveData) {
  const format = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);

  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(tally.dataset.countUrl);
      if (!answer.ok) return;
      const count = await answer.json();
      if (bar.value < 2 || count.signatures < 2 || count.signatures === bar.value) return;
      number.textContent = format.format(count.signatures);
      bar.max = count.goal;
      bar.value = count.signatures;
      if (goal) goal.textContent = format.format(count.goal);
    } catch {
      // The connection is away; the number on the page is still true enough.
    }
  };

  setInterval(refresh, EVERY);
}
