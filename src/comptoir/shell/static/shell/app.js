/* Keyboard, palette, theme, focus and announcements. Vanilla, no eval; every page works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (q, from = document) => from.querySelector(q);
  const $$ = (q, from = document) => [...from.querySelectorAll(q)];
  const words = () => $("#words")?.dataset ?? {};
  const say = (text) => { const live = $("#live"); if (!live || !text) return; live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); };
  const cookie = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`; };
  const typing = (el) => el?.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true],[role=grid]");
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);

  // htmx: the CSRF header, busy marks, focus and announcements
  document.addEventListener("htmx:config:request", (e) => {
    const token = $("meta[name=csrf-token]")?.content;
    const request = e.detail.ctx.request;
    if (token && !/^(GET|HEAD)$/i.test(request.method)) request.headers["X-CSRFToken"] = token;
  });
  let focused = null;
  const busy = (e, on) => { const t = e.detail.ctx?.target; if (t?.setAttribute) on ? t.setAttribute("aria-busy", "true") : t.removeAttribute("aria-busy"); };
  document.addEventListener("htmx:before:request", (e) => { busy(e, true); });
  document.addEventListener("htmx:finally:request", (e) => busy(e, false));
  document.addEventListener("htmx:before:swap", () => { const a = document.activeElement; focused = a && a !== document.body ? a.id || a.name || null : null; });
  // while the old and the new choices stood side by side they were one group, and the browser kept none of them checked
  document.addEventListener("htmx:after:swap", () => {
    const groups = new Map();
    for (const one of document.querySelectorAll("input[type=radio]")) { const key = `${one.form?.id ?? ""} ${one.name}`; groups.set(key, [...(groups.get(key) ?? []), one]); }
    for (const group of groups.values()) if (!group.some((one) => one.checked)) { const meant = group.find((one) => one.defaultChecked); if (meant) meant.checked = true; }
  });
  document.addEventListener("htmx:after:swap", (e) => {
    const ctx = e.detail.ctx ?? {};
    const place = ctx.target?.isConnected ? ctx.target : document;
    const problem = $("[data-problem]:not([data-seen])");
    if (problem) { problem.dataset.seen = "1"; problem.focus(); return; }
    const heading = $("[data-focus]:not([data-seen])", place);
    if (heading) { heading.dataset.seen = "1"; heading.tabIndex = -1; heading.focus(); }
    else if (focused && (document.activeElement === document.body || !document.activeElement)) {
      (document.getElementById(focused) ?? document.getElementsByName(focused)[0])?.focus({ preventScroll: true });
    }
    const said = $("[data-announce]:not([data-said])");
    if (said) { said.dataset.said = "1"; say(said.dataset.announce); }
    else if (!ctx.sourceElement?.closest?.("[data-quiet]")) say(words().updated);
  });
  document.addEventListener("htmx:error", () => {
    const list = $("#messages");
    if (list) { list.hidden = false; const li = document.createElement("li"); li.className = "msg bad"; li.textContent = words().failed; list.replaceChildren(li); }
    say(words().failed);
  });

  // theme and preferences
  const theme = (choice) => {
    if (choice === "system") delete root.dataset.theme; else root.dataset.theme = choice;
    cookie("theme", choice);
    $$("[data-theme-choice]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.themeChoice === choice)));
  };
  const keep = (name, value) => { // with the person too, for another browser
    const form = $("form.switches");
    if (form) fetch(form.action, { method: "POST", body: new URLSearchParams({ [name]: value }), headers: { "X-CSRFToken": $("meta[name=csrf-token]")?.content ?? "" }, redirect: "manual" }).catch(() => {});
  };
  const singleKeys = () => (localStorage.getItem("single_keys") ?? root.dataset.keys) !== "off";

  // dialogs: open, close, give the focus back
  const openers = new WeakMap();
  const open = (id) => {
    const d = document.getElementById(id);
    if (!d || d.open) return;
    openers.set(d, document.activeElement);
    d.showModal();
    if (id === "palette") fillPalette("");
    if (id === "shortcuts") pageKeys();
    (id === "palette" ? $("#palette-input") : $("h2", d))?.focus();
  };
  document.addEventListener("close", (e) => openers.get(e.target)?.focus?.(), true);

  const pageKeys = () => {
    const dl = $("[data-page-keys]");
    const rows = [...$$("[data-row-key]", $("tr[data-href]") ?? document.createElement("i")), ...$$("[data-key]")];
    dl.hidden = !rows.length;
    dl.replaceChildren(...rows.flatMap((el) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd"), k = document.createElement("kbd");
      k.textContent = (el.dataset.key ?? el.dataset.rowKey).toUpperCase(); dt.append(k); dd.textContent = label(el);
      return [dt, dd];
    }));
  };
  const label = (el) => (el.getAttribute("aria-label") || el.firstChild?.nodeType === 3 && el.firstChild.textContent || el.textContent).trim();

  // palette: pages of the rail, actions of this page, then what the server finds
  let choices = [], chosen = 0, asked = 0;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const local = () => [
    ...$$("[data-go]").map((a) => ({ text: label(a), note: words().go, run: (tab) => visit(a.href, tab) })),
    ...$$(".head .actions .btn:not([aria-disabled=true]),[data-command]").map((b) => ({ text: b.dataset.command || label(b), note: words().do, run: () => b.click() })),
  ];
  const visit = (href, tab) => { tab ? window.open(href, "_blank", "noopener") : location.assign(href); };
  const draw = () => {
    const list = $("#palette-list");
    list.replaceChildren(...choices.map((c, i) => {
      const li = document.createElement("li"), a = document.createElement("span"), n = document.createElement("span");
      li.id = `choice-${i}`; li.setAttribute("role", "option"); li.setAttribute("aria-selected", String(i === chosen));
      a.textContent = c.text; n.textContent = c.note ?? ""; n.className = "muted"; li.append(a, n);
      li.addEventListener("click", (e) => take(i, e.ctrlKey || e.metaKey));
      return li;
    }));
    list.hidden = !choices.length; $(".palette-empty").hidden = !!choices.length;
    const input = $("#palette-input");
    choices.length ? input.setAttribute("aria-activedescendant", `choice-${chosen}`) : input.removeAttribute("aria-activedescendant");
    document.getElementById(`choice-${chosen}`)?.scrollIntoView({ block: "nearest" });
  };
  const take = (i, tab) => { const c = choices[i]; if (!c) return; $("#palette").close(); c.run(tab); };
  const fillPalette = async (text) => {
    const mine = ++asked, parts = plain(text).split(/\s+/).filter(Boolean);
    choices = local().filter((c) => parts.every((p) => plain(c.text).includes(p))); chosen = 0; draw();
    const url = $("#palette").dataset.search;
    if (!url || text.trim().length < 2) return;
    const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const found = await answer.json();
    if (mine !== asked) return;
    choices = [...found.map((f) => ({ text: f.text, note: f.note, run: (tab) => visit(f.url, tab) })), ...choices]; chosen = 0; draw();
  };

  // rows: J, K, Enter
  const rows = () => $$("tr[data-href],li[data-href],tr:has([data-why-row])").filter((r) => r.offsetParent);
  const move = (step) => {
    const all = rows(); if (!all.length) return;
    const at = all.findIndex((r) => r.contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
    all.forEach((r) => r.classList.toggle("sel", r === next));
    const link = $("a", next) ?? next; if (link === next) next.tabIndex = -1;
    link.focus(); next.scrollIntoView({ block: "nearest" });
  };

  // which why-link is answered on this page: a link that htmx followed, or the address of a page that came with its answer
  const answered = () => { const place = $("#why"); return place?.childElementCount ? place.dataset.of ?? location.href : null; };
  const whyHere = () => $("tr:focus-within [data-why-row]") ?? $$("[data-why-row]").find((a) => a.href === answered());

  let waitingGo = 0;
  const go = (key) => { const links = $$("[data-go]"); (links.find((a) => a.dataset.go[0] === key) ?? links.find((a) => plain(label(a))[0] === key))?.click(); };
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === "k") { e.preventDefault(); $("#palette")?.open ? $("#palette").close() : open("palette"); return; }
    if (e.target.id === "palette-input") { paletteKey(e); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || $("dialog[open]") || !singleKeys()) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (waitingGo && Date.now() - waitingGo < 1500) { waitingGo = 0; go(key); e.preventDefault(); return; }
    const row = rows().find((r) => r.contains(document.activeElement));
    const named = (row && $$("[data-row-key]", row).find((b) => b.dataset.rowKey === key)) || $$("[data-key]").find((b) => b.dataset.key.toLowerCase() === key && b.offsetParent) || (key === "w" ? $("[data-why-row]") : null);
    if (key === "?") open("shortcuts");
    else if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (named) (named.matches("[data-why-row]") ? whyHere() ?? named : named).click();
    else if (key === "g") waitingGo = Date.now();
    else return;
    e.preventDefault();
  });
  const paletteKey = (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { const n = choices.length || 1; chosen = (chosen + (e.key === "ArrowDown" ? 1 : n - 1)) % n; draw(); e.preventDefault(); }
    else if (e.key === "Enter") { e.preventDefault(); take(chosen, e.ctrlKey || e.metaKey); }
  };
  document.addEventListener("input", (e) => { if (e.target.id === "palette-input") fillPalette(e.target.value); });

  document.addEventListener("click", (e) => {
    const on = (q) => e.target.closest?.(q);
    let el;
    if ((el = on("[data-why-row]"))) {
      const place = $("#why");
      if (answered() === el.href) { e.preventDefault(); e.stopPropagation(); place.replaceChildren(); } else if (place) place.dataset.of = el.href;
    }
    else if ((el = on("[data-why]"))) { e.preventDefault(); e.stopPropagation(); say(el.dataset.why); }
    else if ((el = on("[data-open]"))) open(el.dataset.open);
    else if ((el = on("[data-close]"))) el.closest("dialog").close();
    else if ((el = on("[data-theme-choice]"))) { e.preventDefault(); theme(el.dataset.themeChoice); keep("theme", el.dataset.themeChoice); }
    else if ((el = on("[data-copy]"))) navigator.clipboard?.writeText(el.dataset.copy).then(() => say(words().copied));
    else if ((el = on("[data-toggle-rail]"))) { const now = $("#rail").classList.toggle("open"); el.setAttribute("aria-expanded", String(now)); }
    else if (e.target.nodeName === "DIALOG") e.target.close();
    else if ((el = on("tr[data-href]")) && !on("a,button,input,select,label,summary") && !getSelection().toString()) visit(el.dataset.href, e.ctrlKey || e.metaKey);
  }, true);
  document.addEventListener("change", (e) => {
    if (e.target.matches("[data-single-keys]")) { const v = e.target.checked ? "on" : "off"; localStorage.setItem("single_keys", v); cookie("single_keys", v); root.dataset.keys = v; keep("single_keys", v); }
    if (e.target.closest("[data-autosubmit]")) e.target.form.requestSubmit();
  });

  if (mac) $$("[data-mod-key]").forEach((k) => { k.textContent = "⌘ K"; });
  $$("[data-single-keys]").forEach((c) => { c.checked = singleKeys(); });
  $$(".tabs").forEach((t) => { const on = $("[aria-current]", t); if (on) t.scrollLeft = on.offsetLeft - t.offsetLeft - (t.clientWidth - on.offsetWidth) / 2; }); // the tab of this page in sight
  const first = $("[data-problem]:not([data-seen])"); const heading = $("[data-focus]:not([data-seen])"); // the step that a form led to: what comes before it was read
  if (first) { first.dataset.seen = "1"; first.focus(); }
  else if (heading) { heading.dataset.seen = "1"; heading.tabIndex = -1; heading.focus(); }
})();
