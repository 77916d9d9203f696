// Keys for who decides about many signals. Each key does what a link or a button on the page does as well, never while
// typing or choosing, and a switch turns them off for this person in this browser.
"use strict";

(() => {
  const help = document.getElementById("toetsen");
  if (!help) return;
  const off = `signaal-toetsen-uit-${help.dataset.person}`;
  const box = help.querySelector("input");

  const stored = () => {
    try { return localStorage.getItem(off) === "1"; } catch { return false; }
  };
  const store = (isOff) => {
    try { isOff ? localStorage.setItem(off, "1") : localStorage.removeItem(off); } catch { /* this page only */ }
  };

  let on = !stored();
  const marked = () => document.querySelectorAll("[data-key]");
  const show = () => {
    box.checked = on;
    document.documentElement.classList.toggle("keys", on);
    for (const element of marked()) {
      if (on) element.setAttribute("aria-keyshortcuts", element.dataset.key);
      else element.removeAttribute("aria-keyshortcuts");
    }
  };

  const choose = (summary) => {
    const details = summary.parentElement;
    details.open = true;
    details.querySelector("input[type=checkbox]").focus();
    details.scrollIntoView({ block: "nearest" });
  };

  // The menu of decisions: `m` goes there, a figure opens that way and goes to the first thing to fill in.
  let deciding = false;
  const openMenu = (card) => {
    deciding = true;
    card.setAttribute("tabindex", "-1");
    card.focus();
    card.scrollIntoView({ block: "nearest" });
    return true;
  };
  const decide = (key) => {
    const way = document.querySelector(`[data-way="${CSS.escape(key)}"]`);
    if (!way) return false;
    const details = way.closest("details");
    if (details) details.open = true;
    const first = way.querySelector("input:not([type=hidden])") || way.querySelector("button[type=submit]");
    if (!first) return false;
    first.focus();
    if (first.select) first.select();
    deciding = false;
    return true;
  };

  // Through the list, from the line that has the focus.
  const move = (step) => {
    const lines = [...document.querySelectorAll("td.words > a")];
    if (!lines.length) return false;
    const here = lines.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step;
    if (!lines[next]) return false;
    lines[next].focus();
    return true;
  };

  // While a form is on its way, leaving the page would leave it undone.
  let sending = false;
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.method === "post") sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });

  // Where a key has nothing to do, that is said.
  const sayNone = (key) => {
    const none = document.querySelector(`[data-none="${CSS.escape(key)}"]`);
    if (!none) return false;
    none.textContent = none.dataset.say;
    return true;
  };

  const press = (key) => {
    if (key === "?") { help.showModal(); return true; }
    if (sending) return true;
    if ((key === "j" || key === "k") && move(key === "j" ? 1 : -1)) return true;
    if (key === "o" && document.activeElement.matches("td.words > a")) { document.activeElement.click(); return true; }
    if (deciding && /^[1-9]$/.test(key)) return decide(key);
    deciding = false;
    const menu = key === "m" && document.querySelector("[data-menu]");
    if (menu) return openMenu(menu);
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return sayNone(key);
    if (target.matches("input")) { target.focus(); target.select(); }
    else if (target.matches("summary")) choose(target);
    else target.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || help.open) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key.length === 1 && press(event.key.toLowerCase())) event.preventDefault();
  });

  box.addEventListener("change", () => { on = box.checked; store(!on); show(); });
  const opener = document.getElementById("toetsen-tonen");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  show();
})();
