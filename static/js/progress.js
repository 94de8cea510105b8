// Keeps the bar of what a worker is doing fresh, and its words; loads the page anew once it is done.

const EVERY = 1_500;
// A dossier that is built, a mailing on its way.
const UNFINISHED = ["waiting", "building", "preparing", "running", "paused"];

for (const work of document.querySelectorAll("[data-progress-url]")) {
  const bar = work.querySelector("progress");
  const standing = work.querySelector(".standing");
  const words = work.querySelector("[data-words]");
  work.querySelector("[data-by-hand]").hidden = true;

  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(work.dataset.progressUrl);
      if (!answer.ok) return;
      const progress = await answer.json();
      bar.max = progress.total || 1;
      bar.value = progress.done;
      words.textContent = progress.words;
      standing.textContent = progress.standing;
      if (!UNFINISHED.includes(progress.state)) location.reload();
    } catch {
      // The connection is away; the next look may find it again.
    }
  };

  setInterval(look, EVERY);
}
