// A second press while the first is on its way sends nothing. After ten seconds, or when the
// person comes back to the page, the button works again: nobody is ever locked out of a retry.

const PATIENCE = 10_000;

for (const form of document.querySelectorAll("form[data-send-once]")) {
  const button = form.querySelector("button[data-sending]");
  const words = button.textContent;
  let waiting = 0;

  const ready = () => {
    clearTimeout(waiting);
    waiting = 0;
    button.removeAttribute("aria-disabled");
    button.textContent = words;
  };

  form.addEventListener("submit", (event) => {
    if (waiting) {
      event.preventDefault();
      return;
    }
    waiting = setTimeout(ready, PATIENCE);
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.sending;
  });
  addEventListener("pageshow", ready);
}
