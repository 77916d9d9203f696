// The bar with the way back counts down and leaves; not while somebody points at it or is in it. Without JavaScript it
// stays, and the way back is on the signal's own page in any case. It has the focus when the page opens, so that it is
// read at once: that alone does not keep it, and when it leaves the focus goes on to the page.
"use strict";

(() => {
  const bar = document.querySelector("[data-undo]");
  if (!bar) return;
  const clock = bar.querySelector(".clock");
  let left = Number(bar.dataset.undo);
  clock.hidden = false;
  const tick = setInterval(() => {
    if (bar.matches(":hover") || bar.querySelector(":focus")) return;
    left -= 1;
    clock.querySelector("progress").value = left;
    clock.querySelector(".left").textContent = left;
    if (left > 0) return;
    clearInterval(tick);
    if (document.activeElement === bar) document.getElementById("inhoud").focus({ preventScroll: true });
    // The way to a fiche is read at leisure: there only the way back leaves.
    if (!("stays" in bar.dataset)) {
      bar.hidden = true;
      return;
    }
    bar.querySelector("form").hidden = true;
    bar.classList.remove("undo");
  }, 1000);
})();
