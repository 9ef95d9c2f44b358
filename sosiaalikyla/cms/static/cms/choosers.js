/* Wagtail opens its choosers of days and times by inline scripts, which our policy refuses: this does it from the page. */
(() => {
  "use strict";
  const open = {
    date: (id, config) => window.initDateChooser(id, config),
    time: (id, config) => window.initTimeChooser(id, config),
    datetime: (id, config) => window.initDateTimeChooser(id, config),
  };
  const start = () => {
    for (const mark of document.querySelectorAll("[data-chooser]:not([data-opened])")) {
      if (typeof window.initDateChooser !== "function" || !document.getElementById(mark.dataset.for)) continue;
      mark.dataset.opened = "";
      open[mark.dataset.chooser](mark.dataset.for, JSON.parse(mark.dataset.config));
    }
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
