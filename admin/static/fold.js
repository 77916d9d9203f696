"use strict";
// A link to a folded part opens it, also where the browser does not do that by itself.
(() => {
  const open = () => {
    const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = there?.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true;
    there?.scrollIntoView();
  };
  addEventListener("hashchange", open);
  if (location.hash) open();
})();
