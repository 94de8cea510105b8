// Takes the bar with the sign button away while the form is in view. Without this the form covers
// it all the same; but a key should not reach what the eye cannot see.

const bar = document.querySelector("[data-sign-bar]");
const form = document.querySelector("#sign form");

if (bar && form) {
  new IntersectionObserver(([entry]) => {
    bar.hidden = entry.isIntersecting;
  }).observe(form);
}
