// Shows on the left where the words on the right stand in the statement: when their link is
// pressed, and when somebody begins to work on them. Narrow screens show the passage in place.

const text = document.querySelector(".source-text");
const isWide = matchMedia("(min-width: 64rem)");
let marked = null;

function unmark() {
  if (!marked) return;
  const paragraph = marked.parentNode;
  marked.replaceWith(...marked.childNodes);
  paragraph?.normalize();
  marked = null;
}

function show(link) {
  const paragraph = document.getElementById(link.dataset.passage);
  if (!paragraph) return;
  unmark();
  marked = document.createElement("mark");
  const words = paragraph.childNodes.length === 1 ? paragraph.firstChild : null;
  if (words?.nodeType === Node.TEXT_NODE) {
    const range = document.createRange();
    range.setStart(words, Math.min(link.dataset.start, words.length));
    range.setEnd(words, Math.min(link.dataset.end, words.length));
    range.surroundContents(marked);
  } else {
    marked.append(...paragraph.childNodes);
    paragraph.append(marked);
  }
  const middle = marked.offsetTop - text.clientHeight / 2 + marked.offsetHeight / 2;
  text.scrollTo({ top: Math.max(0, Math.min(middle, paragraph.offsetTop - 16)) });
}

if (text) {
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-passage]");
    if (!link || !isWide.matches) return;
    event.preventDefault();
    show(link);
  });

  addEventListener("focusin", (event) => {
    if (!isWide.matches || !event.target.matches("input, textarea")) return;
    const link = event.target.closest("[data-item]")?.querySelector("a[data-passage]");
    if (link) show(link);
  });
}
