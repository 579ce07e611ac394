/* Tells the seller that a person reads, and which parts for how long. Nothing before a first sign of one;
   no cookie, nothing kept here. The page works without it. */
(() => {
  "use strict";
  const at = () => document.querySelector("#offer[data-seen],#payment[data-seen]");
  if (!at()) return;
  let person = false, last = performance.now(), part = "", spent = {};
  const ratios = new Map();
  const watch = new IntersectionObserver((seen) => {
    for (const one of seen) ratios.set(one.target.dataset.part, one.isIntersecting ? one.intersectionRect.height : 0);
    tick();
    part = [...ratios].sort((a, b) => b[1] - a[1]).find(([, height]) => height > 0)?.[0] ?? part;
  }, { threshold: [0, .25, .5, .75, 1] });
  const observe = () => { ratios.clear(); document.querySelectorAll("[data-part]").forEach((el) => watch.observe(el)); };
  const tick = () => {
    const now = performance.now();
    if (person && part && document.visibilityState === "visible") spent[part] = (spent[part] ?? 0) + Math.min(now - last, 60000);
    last = now;
  };
  const tell = () => {
    tick();
    const page = at();
    if (!person || !page) return;
    const body = new URLSearchParams({ at: part, csrfmiddlewaretoken: document.querySelector("meta[name=csrf-token]")?.content ?? "" });
    for (const [name, ms] of Object.entries(spent)) if (ms >= 500) { body.set(name, String(Math.round(ms / 1000))); delete spent[name]; }
    navigator.sendBeacon(page.dataset.seen, body);
  };
  const first = (e) => {
    if (person || !e.isTrusted || document.visibilityState !== "visible") return;
    person = true; last = performance.now(); tell();
  };
  for (const sign of ["pointermove", "pointerdown", "touchstart", "wheel", "keydown"]) document.addEventListener(sign, first, { passive: true });
  document.addEventListener("visibilitychange", () => { document.visibilityState === "hidden" ? tell() : (last = performance.now()); });
  document.addEventListener("htmx:after:swap", observe);
  setInterval(() => { if (person && document.visibilityState === "visible" && Object.values(spent).some((ms) => ms >= 10000)) tell(); }, 20000);
  setInterval(tick, 2000);
  observe();
})();
