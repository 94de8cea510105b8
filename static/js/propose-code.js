// Shows, as a link is named, the code it would get. The site makes its own when it is stored.

for (const form of document.querySelectorAll("form[data-propose-code]")) {
  const { label, code } = form.elements;
  label.addEventListener("input", () => {
    code.placeholder = label.value
      .normalize("NFKD")
      .replace(/[^\w\s-]/g, "")
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, "-")
      .slice(0, 32)
      .replace(/^-+|-+$/g, "");
  });
}
