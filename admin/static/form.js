// The preview beside the editor of the questionnaire follows what is typed; without this script it follows each save.
"use strict";

(() => {
  const form = document.getElementById("vragen");
  const shown = document.getElementById("voorbeeld");
  if (!form || !shown) return;
  let waits = 0;
  let last = 0;

  const refresh = async () => {
    const mine = ++last;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || mine !== last) return;
    const open = [...shown.querySelectorAll("details[data-channel][open]")].map((each) => each.dataset.channel);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const each of fresh.querySelectorAll("details[data-channel]")) each.open = open.includes(each.dataset.channel);
    shown.replaceChildren(...fresh.body.childNodes);
  };

  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(() => refresh().catch(() => {}), 400);
  });
})();
