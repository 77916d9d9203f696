// What somebody selects in the words of a signal is put in the field of "Verberg", so that it need not be typed.
"use strict";

(() => {
  const card = document.getElementById("verberg");
  const field = card && card.querySelector("[data-selected]");
  const told = document.querySelector(".told");
  if (!field || !told) return;
  document.addEventListener("selectionchange", () => {
    const selected = document.getSelection();
    if (!selected || selected.isCollapsed || !told.contains(selected.anchorNode) || !told.contains(selected.focusNode)) return;
    const words = selected.toString().replace(/\s+/g, " ").trim();
    if (words && words.length <= field.maxLength) field.value = words;
  });
})();
