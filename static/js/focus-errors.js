// After a form came back: start where the errors are named, so that they are read out first.

document.querySelector("[data-focus]")?.focus();
