// A question that is suggested goes into the field beside what was typed; without this script the server puts it there.
"use strict";

(() => {
  for (const button of document.querySelectorAll("button[data-hint]")) {
    button.addEventListener("click", (event) => {
      const field = button.form && button.form.elements.namedItem("question");
      if (!field) return;
      event.preventDefault();
      const typed = field.value.trim();
      const hints = [...button.form.querySelectorAll("button[data-hint]")].map((each) => each.dataset.hint);
      const untouched = !typed || typed === field.defaultValue.trim() || hints.includes(typed);
      if (!typed.includes(button.dataset.hint)) field.value = untouched ? button.dataset.hint : `${typed} ${button.dataset.hint}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
})();
