// Keys of the desk; every page works without them. One key each, never while somebody types.
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("[data-row]")];
  const box = document.querySelector(".search input");
  const decide = document.querySelector(".decide");
  const reason = decide && decide.querySelector("[name=reason]");
  let chosen = -1;
  let waiting = null; // the decision that waits for its reason

  const choose = (step) => {
    if (!rows.length) return false;
    if (chosen >= 0) rows[chosen].closest("li").classList.remove("chosen");
    chosen = Math.max(0, Math.min(rows.length - 1, chosen + step));
    const item = rows[chosen].closest("li");
    item.classList.add("chosen");
    item.scrollIntoView({ block: "nearest" });
    rows[chosen].focus({ preventScroll: true });
    return true;
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };
  const press = (key) => {
    const button = decide && decide.querySelector(`button[data-key="${key}"]`);
    if (!button) return false;
    if (button.hasAttribute("data-reason") && reason && !reason.value.trim()) {
      waiting = button;
      reason.focus();
    } else {
      button.click();
    }
    return true;
  };
  const keys = {
    j: () => choose(1) || follow(".decide a[rel=next]"),
    k: () => choose(-1) || follow(".decide a[rel=prev]"),
    o: () => (chosen >= 0 ? (rows[chosen].click(), true) : follow("[data-original]")),
    u: () => follow("[data-list]"),
    e: () => follow(".sentence.flagged") || follow(".sentence"),
    "/": () => box && (box.focus(), box.select(), true),
    "?": () => { location.href = "/help"; return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) { typing.blur(); waiting = null; return; }
    if (typing) {
      if (event.key === "Enter" && waiting && typing === reason) {
        event.preventDefault();
        waiting.click();
      }
      if (event.key === "Enter" && event.shiftKey && typing.closest(".editor")) {
        event.preventDefault();
        typing.form.requestSubmit();
      }
      return;
    }
    const action = keys[event.key];
    if (action ? action() : press(event.key)) event.preventDefault();
  });

  // a text typed and not yet stored is not lost by a slip of the hand
  const text = document.querySelector(".editor textarea");
  let stored = false;
  if (text) {
    text.form.addEventListener("submit", () => { stored = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!stored && text.value !== text.defaultValue) event.preventDefault();
    });
  }
})();
