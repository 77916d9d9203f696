"use strict";
// Words that were typed in one form are not lost to another form or to a link: the browser asks first.
(() => {
  const typed = new Set();
  let sending = null;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.form || field.form.method !== "post") return;
    if (field.value === field.defaultValue) typed.delete(field);
    else typed.add(field);
  });
  document.addEventListener("submit", (event) => {
    sending = event.target;
  });
  addEventListener("beforeunload", (event) => {
    const left = [...typed].some((field) => field.isConnected && field.form !== sending);
    sending = null;
    if (left) event.preventDefault();
  });
})();
