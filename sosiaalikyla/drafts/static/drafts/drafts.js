// Keeps what is written into a form: on the server every few seconds, and on the device, as ciphertext only, until the
// server has it. The key comes with the page and is stored nowhere. Offering a text back is the server's work.
(() => {
  "use strict";

  const WAIT = 3000; // milliseconds from a change to the server
  const SOON = 300; // to the device
  const AGAIN = 10000; // between tries while the network is away
  const OLD = 7 * 24 * 60 * 60 * 1000; // what a device has kept for so long is let go
  const SHELF = "draft.";
  const root = document.documentElement;
  if ("drafts" in root.dataset) return;
  root.dataset.drafts = "";

  // ---- the device

  const bytes = (word) => Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
  const word = (found) => btoa(Array.from(new Uint8Array(found), (one) => String.fromCharCode(one)).join(""));
  const gone = () => "forgotten" in root.dataset;
  let opened;

  const keys = (said) => {
    opened ||= Promise.all(
      said.split(" ").map((one) => crypto.subtle.importKey("raw", bytes(one), "AES-GCM", false, ["encrypt", "decrypt"])),
    );
    return opened;
  };

  const shelve = async (said, sitting, turn, fields) => {
    if (!window.crypto?.subtle) return false;
    try {
      const [key] = await keys(said);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(fields));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(sitting) }, key, plain);
      if (gone()) return false;
      localStorage.setItem(SHELF + sitting, `${turn}.${word(iv)}.${word(sealed)}`);
      return true;
    } catch { // closed by the browser's settings, or full
      return false;
    }
  };

  const unshelve = async (said, sitting) => {
    const [turn, iv, sealed] = (localStorage.getItem(SHELF + sitting) || "").split(".");
    if (!sealed) return null;
    for (const key of await keys(said)) {
      try {
        const plain = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: bytes(iv), additionalData: new TextEncoder().encode(sitting) }, key, bytes(sealed),
        );
        return { turn, fields: JSON.parse(new TextDecoder().decode(plain)) };
      } catch { /* another key, or another person's */ }
    }
    return null;
  };

  const clear = (sitting, turn) => {
    try {
      const kept = localStorage.getItem(SHELF + sitting);
      if (kept && Number(kept.split(".")[0]) <= turn) localStorage.removeItem(SHELF + sitting);
    } catch { /* closed by the browser's settings */ }
  };

  const shelved = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(SHELF)).map((name) => name.slice(SHELF.length));
    } catch {
      return [];
    }
  };

  // ---- one form

  class Writing {
    constructor(line) {
      this.line = line;
      this.form = line.closest("form");
      this.sitting = line.dataset.sitting;
      this.changed = this.sending = this.shelved = false;
      this.turn = this.saved = 0;
      this.form.addEventListener("input", () => this.change());
      this.form.addEventListener("change", () => this.change());
      this.form.addEventListener("submit", (event) => this.submit(event));
    }

    fields() {
      return [...new FormData(this.form)].filter(
        ([name, value]) => typeof value === "string" && this.form.elements[name]?.type !== "password",
      );
    }

    words() {
      const found = new FormData();
      for (const [name, value] of this.fields()) found.append(name, value);
      found.set("draft_turn", this.turn);
      return found;
    }

    change() {
      this.changed = true;
      this.turn = Math.max(Date.now(), this.turn + 1);
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.shelve(), SOON);
      clearTimeout(this.later);
      this.later = setTimeout(() => this.send(), WAIT);
    }

    async shelve() {
      const own = this.fields().filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "draft_turn");
      this.shelved = await shelve(this.line.dataset.key, this.sitting, this.turn, own);
      clear(this.sitting, this.saved); // the server may have been quicker than the sealing
    }

    say(words) {
      if (this.line.textContent !== words) this.line.textContent = words;
    }

    async send() {
      if (!this.changed || this.sending || gone()) return;
      this.sending = true;
      const turn = this.turn;
      try {
        const answer = await fetch(this.line.dataset.keep, { method: "POST", body: this.words(), redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          await this.shelve();
          this.say(this.shelved ? this.line.dataset.out : this.line.dataset.open);
        } else if (answer.status >= 500) {
          throw new Error("not kept");
        } else {
          if (answer.status !== 204) this.say(await answer.text());
          if (answer.ok) {
            this.saved = turn;
            clear(this.sitting, turn);
            this.changed = this.turn !== turn;
          }
        }
      } catch {
        await this.shelve();
        this.say(this.shelved ? this.line.dataset.away : this.line.dataset.open);
        clearTimeout(this.later);
        this.later = setTimeout(() => this.send(), AGAIN);
      }
      this.sending = false;
    }

    leave() { // the page goes: no time to wait for an answer
      if (!this.changed) return;
      try { navigator.sendBeacon(this.line.dataset.keep, this.words()); } catch { /* it is on the device */ }
    }

    submit(event) {
      if (event.defaultPrevented) return;
      if (!navigator.onLine) {
        event.preventDefault();
        this.shelve().then(() => this.say(this.shelved ? this.line.dataset.wait : this.line.dataset.open));
        return;
      }
      this.turn = Math.max(Date.now(), this.turn + 1);
      this.form.elements.draft_turn.value = this.turn;
      clearTimeout(this.soon);
      clearTimeout(this.later);
      this.changed = false; // from here on the form itself is the text
    }
  }

  const writings = [...document.querySelectorAll("[data-draft-state]")].filter((line) => line.closest("form")).map((line) => new Writing(line));
  if (!writings.length) return;

  addEventListener("online", () => writings.forEach((one) => one.send()));
  addEventListener("pagehide", () => gone() || writings.forEach((one) => one.leave()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !gone()) writings.forEach((one) => one.leave());
  });
  document.addEventListener("leaving", () => writings.forEach((one) => one.leave()));

  // Signing out waits a moment, so that the last words are on the server before the door closes.
  const out = document.querySelector("form[data-sign-out]");
  out?.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !writings.some((one) => one.changed)) return;
    event.preventDefault();
    const last = Promise.all(writings.map((one) => one.send()));
    Promise.race([last, new Promise((done) => setTimeout(done, 2000))]).then(() => {
      writings.forEach((one) => { one.changed = false; });
      out.requestSubmit();
    });
  });

  // ---- what the device still holds from earlier goes to the server, which offers it back

  const recover = async () => {
    const { line, form } = writings[0];
    const here = new Set(writings.map((one) => one.sitting));
    let came = false;
    for (const sitting of shelved().filter((one) => !here.has(one))) {
      const found = await unshelve(line.dataset.key, sitting);
      const age = Date.now() - Number((localStorage.getItem(SHELF + sitting) || "").split(".")[0]);
      if (age > OLD) localStorage.removeItem(SHELF + sitting);
      if (!found || age > OLD) continue;
      const words = new FormData();
      for (const [name, value] of found.fields) words.append(name, value);
      words.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      words.set("draft_turn", found.turn);
      try {
        const answer = await fetch(line.dataset.keep, { method: "POST", body: words, redirect: "manual" });
        if (answer.ok) {
          clear(sitting, Number(found.turn));
          came ||= answer.status === 200;
        }
      } catch { /* the next opening tries again */ }
    }
    if (came && !writings.some((one) => one.changed) && !location.search.includes("draft=")) location.replace(location.pathname);
  };
  recover();
})();
