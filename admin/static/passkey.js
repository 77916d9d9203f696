// Passkeys: a form with data-passkey asks the browser for a key (make or use) and sends what it answers.
"use strict";

(() => {
  const keys = window.PublicKeyCredential;
  if (!keys || !keys.parseCreationOptionsFromJSON || !keys.parseRequestOptionsFromJSON) return;
  for (const part of document.querySelectorAll("[data-with-passkey]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkey]")) part.hidden = true;
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const failed = form.querySelector("[data-failed]");

  async function ask() {
    if (form.dataset.passkey === "make") {
      const publicKey = keys.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options));
      return navigator.credentials.create({ publicKey });
    }
    const asked = await fetch(form.action, { credentials: "same-origin", cache: "no-store" });
    if (!asked.ok) throw new Error("no challenge");
    return navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(await asked.json()) });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    failed.hidden = true;
    ask().then((credential) => {
      form.elements.namedItem("answer").value = JSON.stringify(credential.toJSON());
      form.submit();
    }).catch(() => {
      failed.textContent = failed.dataset.failed;
      failed.hidden = false;
    });
  });
})();
