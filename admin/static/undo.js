// The bar with the way back counts down and leaves; not while somebody points at it or is in it. Without JavaScript it
// stays, and the way back is on the signal's own page in any case.
"use strict";

(() => {
  const bar = document.querySelector("[data-undo]");
  if (!bar) return;
  const clock = bar.querySelector(".clock");
  let left = Number(bar.dataset.undo);
  clock.hidden = false;
  const tick = setInterval(() => {
    if (bar.matches(":hover, :focus-within")) return;
    left -= 1;
    clock.querySelector("progress").value = left;
    clock.querySelector(".left").textContent = left;
    if (left > 0) return;
    clearInterval(tick);
    bar.hidden = true;
  }, 1000);
})();
