// A press on a blank writes it into the letter, where the cursor is.

const body = document.querySelector("#id_body");

for (const button of document.querySelectorAll("button[data-blank]")) {
  if (!body) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    body.focus();
    body.setRangeText(`{{ ${button.dataset.blank} }}`, body.selectionStart, body.selectionEnd, "end");
  });
}
