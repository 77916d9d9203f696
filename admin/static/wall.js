// Arrows and the keys of a presenter do what the links below do.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
  const link = step && document.querySelector(`a[rel=${step}]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
