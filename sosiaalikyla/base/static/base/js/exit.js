// Quick exit. Without this file the button is a plain link to the weather; with it the page is blank at once.
// By keyboard: Shift three times within five seconds, with no other key between. Not Escape: it stops loading.
(() => {
  "use strict";

  const link = document.querySelector("[data-exit]");
  if (!link) return;

  // Wipes what this browser keeps of us; whoever would write more looks at the mark first.
  const forget = () => {
    document.documentElement.dataset.forgotten = "";
    for (const store of ["sessionStorage", "localStorage"]) {
      try { window[store].clear(); } catch { /* closed by the browser's settings */ }
    }
    try {
      indexedDB.databases?.().then((all) => all.forEach(({ name }) => indexedDB.deleteDatabase(name))).catch(() => {});
    } catch { /* the same */ }
  };

  const leave = () => {
    document.documentElement.classList.add("is-gone");
    document.title = link.dataset.exitTitle;
    document.dispatchEvent(new Event("leaving")); // the last words of an unfinished text go first
    // Signed in: ask to be signed out. The answer isn't waited for; the exit page says so.
    const form = document.querySelector("form[data-sign-out]");
    if (form) {
      try { navigator.sendBeacon(form.action, new FormData(form)); } catch { /* leaving matters more */ }
    }
    forget();
    window.location.replace(link.href);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Signing out wipes as well; the answer's own header does it once more (Clear-Site-Data).
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches("form[data-sign-out]")) forget();
  });

  const status = document.querySelector("[data-exit-status]");
  let presses = 0;
  let alone = false;
  let timer;

  const start = () => {
    presses = 0;
    if (status) status.textContent = "";
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      alone = false;
      start();
    } else if (!event.repeat) {
      alone = true;
    }
  }, true);

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses += 1;
    clearTimeout(timer);
    timer = setTimeout(start, 5000);
    if (presses === 3) {
      leave();
    } else if (status) {
      status.textContent = presses === 1 ? link.dataset.exitTwice : link.dataset.exitOnce;
    }
  }, true);

  // Coming back by the browser's own memory of the page: stay blank and go on.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("is-gone")) window.location.replace(link.href);
  });
})();
