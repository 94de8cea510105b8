// Two better ways to pass the link on, where the browser has them: copy, and the phone's own sheet.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  const said = button.closest(".share").querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = button.dataset.copied;
    } catch {
      button.closest(".copy").querySelector("input").select();
    }
  });
}

for (const button of document.querySelectorAll("button[data-share]")) {
  if (!navigator.share) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    // Rejected when the person closes the sheet: nothing to say then.
    const { title, text, share: url } = button.dataset;
    navigator.share({ title, text, url }).catch(() => {});
  });
}
