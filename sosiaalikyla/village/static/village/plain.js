// Remembers on this device alone that its reader chose plain Finnish, and leads there from the usual text.
// Quick exit wipes it with the rest. Without this file each page has its link to the other variant.
(() => {
  "use strict";

  const KEY = "plain";
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-variant]");
    if (!link) return;
    try {
      if (link.dataset.variant === "plain") localStorage.setItem(KEY, "yes");
      else localStorage.removeItem(KEY);
    } catch { /* closed by the browser's settings: the choice holds for this page */ }
  });

  const twin = document.querySelector('link[data-variant="plain"]');
  if (twin && kept()) window.location.replace(twin.href);
})();
