// A row of links that is pushed along on a phone begins at the one that is open.

for (const row of document.querySelectorAll("[data-row]")) {
  const open = row.querySelector("[aria-current]");
  if (!open || row.scrollWidth <= row.clientWidth) continue;
  const [here, all] = [open.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += here.left + here.width / 2 - all.left - all.width / 2;
}
