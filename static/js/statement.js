// Says that a statement is too large before it is sent: a form that the site had to refuse could
// not bring ten megabytes back.

const form = document.querySelector(".statement-form");
const pasted = form?.querySelector("textarea");
const chosen = form?.querySelector("input[type=file]");

const isTooLarge = {
  statement: () => pasted.value.length > Number(form.dataset.largest),
  file: () => (chosen.files[0]?.size ?? 0) > Number(form.dataset.largestFile),
};

function look(name) {
  const error = form.querySelector(`#error_${name}`);
  const wrong = isTooLarge[name]();
  if (wrong) error.textContent = error.dataset.tooLarge;
  error.hidden = !wrong;
  error.closest(".field").classList.toggle("field-wrong", wrong);
  return wrong;
}

if (form) {
  pasted.addEventListener("input", () => look("statement"));
  chosen.addEventListener("change", () => look("file"));
  // Before static/js/send-once.js, which takes the button away.
  form.addEventListener(
    "submit",
    (event) => {
      const wrong = ["statement", "file"].filter(look);
      if (!wrong.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.querySelector(`#id_${wrong[0]}`).focus();
    },
    true,
  );
}
