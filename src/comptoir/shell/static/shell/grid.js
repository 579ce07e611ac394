/* The lines of a quote or an order as a grid: type, Tab, Enter, arrows, paste, undo. The one island of the product.
   Every price and total comes from the server; what is typed is never overwritten under the cursor. */
(() => {
  "use strict";
  const editor = document.getElementById("editor");
  if (!editor) return;
  const $ = (q, from = document) => from.querySelector(q);
  const $$ = (q, from = document) => [...from.querySelectorAll(q)];
  const body = $("#rows"), fresh = $("#new"), list = $("#suggest"), blank = $("#row"), words = editor.dataset;
  const lines = () => $$("tr.line", body);
  const byId = () => new Map(lines().map((tr) => [Number(tr.dataset.id), tr])); // looked up once: thousands of rows, thousands of sections
  const heads = () => new Map($$("[data-section-of]", body).map((input) => [Number(input.dataset.sectionOf), input.closest("tr")]));
  const token = () => $("meta[name=csrf-token]")?.content ?? "";
  const say = (text) => { const live = $("#live"); if (live && text) { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); } };
  const saved = (text, state) => { const s = $("#saved"); s.textContent = text; s.dataset.state = state; s.classList.toggle("bad-text", state === "unsaved"); };

  // one edit at a time, in order: the answer of each is drawn before the next is sent
  let queue = Promise.resolve(), waiting = 0;
  const post = (make, row, quietly) => { // quietly: nothing is written, nothing is said
    if (!quietly) { waiting += 1; saved(words.saving, "saving"); }
    queue = queue.then(async () => {
      const asked = make();
      if (!asked) return null;
      const answer = await fetch(words.url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json", "HX-Request": "true" }, body: JSON.stringify({ ...asked, seen: Number(words.revision) || null }) });
      const told = await answer.json();
      if (told.refused && row?.asked) row.asked.setAttribute("aria-invalid", "true"); // keeps what was typed
      if (told.rows) draw(told);
      if (told.refused) { fault(row, told.refused.detail ?? told.refused.title); saved(words.unsaved, "unsaved"); return null; }
      if (!answer.ok) throw new Error(String(answer.status));
      if (!quietly) $("#problem").hidden = true;
      if (row?.isConnected) clear(row);
      return told;
    }).catch(() => { if (quietly) return null; const p = $("#problem"); p.textContent = words.offline; p.hidden = false; saved(words.unsaved, "unsaved"); return null; })
      .then((told) => { if (quietly) return told; waiting -= 1; if (told && !waiting) { saved(told.told || `${words.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`, "saved"); say(told.announce); } return told; });
    return queue;
  };

  // no figure is cut off: where one is longer than any before it, it is measured, and its column made as wide and never
  // narrower again, so that what one types moves nothing. The text gives the room.
  const table = $("#lines"), longest = {};
  const COLUMNS = { // the fields of a row that stand in it, and the pixels beside the text
    no: [["position"], 17], sku: [["sku"], 16], qty: [["quantity"], 12], list: [["list_price"], 12], off: [["discount"], 12], net: [["unit_net"], 12],
    amount: [["amount"], 14], vat: [["vat"], 12], months: [["months", "term"], 10], day: [["deliver_on"], 16], margin: [["margin"], 12],
  };
  const WIDEST_REF = 140; // text may be cut off, a figure never
  const fit = (rows, sections = []) => {
    const grown = [];
    for (const [name, [fields]] of Object.entries(COLUMNS)) {
      let text = longest[name] ?? "";
      const see = (found) => { if (String(found ?? "").length > text.length) text = String(found); };
      for (const r of rows) for (const f of fields) see(r[f]);
      if (name === "amount") for (const s of sections) see(s.amount);
      if (text !== (longest[name] ?? "")) { longest[name] = text; grown.push(name); }
    }
    if (!grown.length) return;
    const scale = document.createElement("div");
    scale.className = "scale";
    scale.setAttribute("aria-hidden", "true");
    scale.append(...grown.map((name) => { const s = document.createElement("span"); s.textContent = longest[name]; s.className = name === "sku" ? "id" : "num"; return s; }));
    table.parentElement.append(scale);
    const style = getComputedStyle(table);
    const wider = grown.map((name, i) => [name, Math.min(scale.children[i].offsetWidth + COLUMNS[name][1], name === "sku" ? WIDEST_REF : Infinity)]).filter(([name, width]) => width > (parseFloat(style.getPropertyValue(`--w-${name}`)) || 0));
    scale.remove();
    for (const [name, width] of wider) table.style.setProperty(`--w-${name}`, `${width}px`);
  };
  const shown = () => { // the rows that came with the page
    const read = (q, name) => $$(q, body).map((el) => ({ [name]: el.hidden ? "" : el.matches("input") ? el.value : el.textContent }));
    return Object.values(COLUMNS).flatMap(([fields]) => fields).flatMap((f) => f === "position" ? read("[data-grip]", f) : read(`[data-cell=${f}],[data-show=${f}]`, f));
  };

  // drawing: rows are matched by id, moved and patched in place; the cell in use keeps its text
  const draw = (told) => {
    if (told.revision) words.revision = told.revision;
    fit(told.rows, told.sections);
    if (told.partial) { const there = byId(); told.rows.forEach((r) => { const tr = there.get(r.id); if (tr) patch(tr, r); }); } else arrange(told);
    const titled = heads();
    for (const s of told.sections ?? []) { const tr = titled.get(s.id); if (tr) total(tr, s); }
    $("#panel").innerHTML = told.panel;
    document.body.dispatchEvent(new Event("lines-changed")); // what stands beside the lines asks again
    $("#count").textContent = told.count;
    for (const [id, able] of [["undo", told.undo], ["redo", told.redo]]) { const b = $(`#${id}`); if (b) b.disabled = !able; }
  };
  const arrange = (told) => {
    const known = byId(), titled = heads();
    const order = [], wanted = new Map((told.sections ?? []).map((s) => [s.id, s]));
    for (const r of told.rows) {
      if (wanted.has(r.id)) order.push(heading(wanted.get(r.id), titled));
      const tr = known.get(r.id) ?? make();
      known.delete(r.id);
      patch(tr, r);
      order.push(tr);
      if (tr.fault) order.push(tr.fault);
    }
    known.forEach((tr) => { tr.fault?.remove(); tr.remove(); });
    const kept = new Set(order);
    $$("tr.sec", body).filter((tr) => !kept.has(tr)).forEach((tr) => tr.remove());
    let at = body.firstElementChild;
    for (const tr of order) { if (tr === at) at = at.nextElementSibling; else keep(tr, () => body.insertBefore(tr, at)); }
  };
  const keep = (tr, move) => { // moving a node drops its focus: give it back with its caret
    const held = tr.contains(document.activeElement) ? document.activeElement : null;
    const from = held?.selectionStart, to = held?.selectionEnd;
    move();
    if (held) { quiet = true; held.focus({ preventScroll: true }); quiet = false; if (from !== undefined && from !== null && held.type !== "checkbox") held.setSelectionRange(from, to); }
  };
  let quiet = false;
  const make = () => blank.content.firstElementChild.cloneNode(true);
  const patch = (tr, r) => {
    const drawn = JSON.stringify(r); // of a thousand rows that come back, most are as they were
    if (tr.drawn === drawn && !tr.contains(document.activeElement)) return;
    tr.drawn = drawn;
    const before = tr.dataset.rev;
    tr.dataset.id = r.id; tr.dataset.rev = r.rev; tr.dataset.section = r.section;
    tr.classList.toggle("opt", r.optional);
    tr.dataset.level = r.level || "";
    for (const cell of $$("[data-cell]", tr)) {
      const locked = (r.locked ?? []).includes(cell.dataset.cell); // a part follows its bundle
      if (cell.type === "checkbox") { cell.checked = r.optional; cell.disabled = locked; continue; }
      cell.readOnly = locked; if (cell.matches("select")) cell.disabled = locked;
      const value = r[cell.dataset.cell];
      const busy = cell === document.activeElement && cell.value !== (cell.dataset.was ?? cell.defaultValue);
      if (busy && value !== was(cell)) cell.dataset.base ??= before; // somebody else wrote here: what is typed still meets it
      if (!busy && !cell.hasAttribute("aria-invalid") && cell.value !== value) cell.value = value;
      cell.dataset.was = value;
    }
    for (const show of $$("[data-show]", tr)) if (show.textContent !== r[show.dataset.show]) show.textContent = r[show.dataset.show];
    const months = $("[data-cell=months]", tr);
    if (months) months.hidden = !r.months;
    $("[data-cell=deliver_on]", tr).hidden = Boolean(r.term && !months); // an order's services start with it
    const text = $("[data-cell=description]", tr);
    if (text.title !== r.description) text.title = r.description;
    $("[data-show=unit_net]", tr).title = r.note;
    const makes = $("[data-make]", tr);
    if (makes) { makes.hidden = !r.make_url; makes.href = r.make_url; }
    if ($("[data-grip]", tr).textContent !== String(r.position)) {
      $("[data-grip]", tr).textContent = r.position;
      $$("[aria-label]", tr).forEach((el) => { el.setAttribute("aria-label", `${el.getAttribute("aria-label").replace(/ \d*$/, "")} ${r.position}`); });
    }
  };
  const heading = (s, titled) => {
    const tr = titled.get(s.id) ?? $("#section").content.firstElementChild.cloneNode(true);
    const input = $("input", tr);
    input.dataset.sectionOf = s.id;
    if (input !== document.activeElement || input.value === was(input)) input.value = s.title;
    input.dataset.was = s.title;
    return tr;
  };
  const total = (tr, s) => { for (const show of $$("[data-sum]", tr)) if (show.textContent !== s[show.dataset.sum]) show.textContent = s[show.dataset.sum]; };

  // a fault stands under its row; what was typed stays in the cell
  const fault = (row, text, url) => {
    if (!row?.isConnected) { const p = $("#problem"); p.textContent = text; p.hidden = false; say(text); return; }
    clear(row);
    const tr = document.createElement("tr"), td = document.createElement("td");
    tr.className = "fault"; tr.setAttribute("role", "row"); td.setAttribute("role", "cell"); td.colSpan = $$("thead th").length; td.textContent = text; if (url) { const a = document.createElement("a"); a.href = url; a.textContent = words.make; a.className = "btn small"; td.append(" ", a); } td.id = `fault-${row.dataset.id || Math.random().toString(36).slice(2)}`; tr.append(td);
    row.classList.add("wrong"); row.after(tr); row.fault = tr;
    const cell = row.asked ?? $("[data-cell=sku],[data-new=sku]", row);
    cell?.setAttribute("aria-invalid", "true"); cell?.setAttribute("aria-describedby", td.id);
    say(text);
  };
  const clear = (row) => {
    row.fault?.remove(); row.fault = null; row.classList.remove("wrong");
    $$("[aria-invalid]", row).forEach((c) => { c.removeAttribute("aria-invalid"); c.removeAttribute("aria-describedby"); });
  };

  // edits
  const was = (cell) => cell.dataset.was ?? cell.defaultValue;
  const commit = (cell) => {
    const row = cell.closest("tr");
    clearTimeout(cell.timer);
    if (cell.dataset.sectionOf) { if (cell.value !== was(cell)) { const id = Number(cell.dataset.sectionOf), title = cell.value; cell.dataset.was = title; post(() => ({ op: "section", id, title })); } return; }
    if (!cell.dataset.cell || cell.value === was(cell)) { if (cell.dataset.cell && cell.hasAttribute("aria-invalid")) clear(row); return; }
    const value = cell.value;
    row.asked = cell;
    const base = cell.dataset.base;
    delete cell.dataset.base;
    post(() => ({ op: "change", id: Number(row.dataset.id), rev: Number(base ?? row.dataset.rev), cell: cell.dataset.cell, value }), row).then((told) => { if (told && cell !== document.activeElement) { const r = told.rows.find((x) => x.id === Number(row.dataset.id)); if (r && cell.type !== "checkbox") cell.value = r[cell.dataset.cell]; } });
    cell.dataset.was = value;
  };
  const add = (rows, after, from) => post(() => ({ op: "add", after, rows }), from).then((told) => {
    if (!told) return told;
    const bad = new Map(told.errors.map((e) => [e.index, e]));
    rows.forEach((r, i) => { if (bad.has(i) && (rows.length > 1 || from !== fresh)) stray(r, bad.get(i)); });
    if (rows.length === 1 && bad.size && from === fresh) fault(fresh, bad.get(0).detail, bad.get(0).url);
    if (bad.size) saved(words.unsaved, "unsaved"); // whatever was good beside it
    return told;
  });
  const prompt = $("[data-new-name]", fresh).textContent;
  const named = (row, text) => { $("[data-new-name]", row).textContent = text; };
  const stray = (r, { detail, url }) => { // a pasted row that was not accepted: kept as typed, above the new line
    const tr = fresh.cloneNode(true);
    tr.removeAttribute("id"); tr.classList.add("stray"); named(tr, "");
    $$("[data-new]", tr).forEach((c) => { c.value = r[c.dataset.new] ?? ""; });
    fresh.before(tr);
    tr.asked = $("[data-new=sku]", tr);
    fault(tr, detail, url);
  };
  const enter = (row) => { // a typed new line, or a corrected stray one
    const cells = Object.fromEntries($$("[data-new]", row).map((c) => [c.dataset.new, c.value.trim()]));
    if (!cells.sku || row.sending || row.gone) { // a row that leaves loses its focus too
      if (row.fault && !Object.values(cells).some(Boolean)) { clear(row); if (row !== fresh) { row.gone = true; row.remove(); } } // emptied: given up
      return Promise.resolve(null);
    }
    row.sending = true;
    close();
    const last = lines().at(-1);
    row.asked = $("[data-new=sku]", row);
    return add([{ ...cells, section: last?.dataset.section ?? "" }], null, row === fresh ? fresh : row).then((told) => {
      row.sending = false;
      if (!told || told.errors.length) { if (told && row !== fresh) $$("tr.stray").filter((t) => t !== row && $("[data-new=sku]", t).value === cells.sku).slice(-1).forEach((t) => { t.fault?.remove(); t.remove(); }); return told; }
      if (row === fresh) { $$("[data-new]", row).forEach((c) => { c.value = ""; }); named(row, prompt); clear(row); $("[data-new=sku]", row).focus(); }
      else { row.gone = true; row.fault?.remove(); row.remove(); $("[data-new=sku]", fresh).focus(); }
      return told;
    });
  };
  const act = (row, op, more = {}) => post(() => ({ op, id: Number(row.dataset.id), ...more }), row);
  const remove = (row) => {
    const all = lines(), next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    const name = document.activeElement?.dataset?.cell;
    act(row, "remove").then((told) => { if (told) { say(words.removed); (next?.isConnected ? $(name ? `[data-cell=${name}]` : "[data-grip]", next) : $("[data-new=sku]", fresh))?.focus(); } });
  };
  const back = (op) => { // what the cursor stands in is saved first, so that it is what is taken back
    const cell = document.activeElement;
    if (cell?.dataset?.cell) commit(cell);
    post(() => ({ op })).then((told) => { if (!told) return; const row = told.focus && $(`tr[data-id="${told.focus}"]`, body); if (row && !row.contains(document.activeElement)) $("[data-cell=quantity]", row).focus(); });
  };
  const section = (row) => {
    act(row, "section", { title: `${words.sectionWord} ${$$("tr.sec", body).length + 1}` }).then((told) => {
      if (told) { const input = $(`[data-section-of="${row.dataset.id}"]`, body); input?.focus(); input?.select(); }
    });
  };
  const why = async (row) => {
    const place = $("#explained");
    if (!words.explain) return;
    if (place.dataset.line === row.dataset.id && place.childElementCount) { place.replaceChildren(); delete place.dataset.line; return; }
    const answer = await fetch(words.explain.replace(/0(?=\?|$)/, row.dataset.id)).catch(() => null);
    if (!answer?.ok) return;
    place.innerHTML = await answer.text();
    place.dataset.line = row.dataset.id;
    say($("h2", place)?.textContent);
    place.scrollIntoView({ block: "nearest" });
    row.scrollIntoView({ block: "nearest" }); // where it opened over the line it answers for
  };

  // type-ahead
  let choices = [], chosen = -1, forCell = null, asked = 0, timer = 0;
  const close = () => { clearTimeout(timer); asked += 1; list.hidden = true; // an answer on its way comes too late
    choices = []; chosen = -1; forCell?.setAttribute("aria-expanded", "false"); forCell?.removeAttribute("aria-activedescendant"); };
  const suggest = (cell) => {
    clearTimeout(timer);
    const text = cell.value.trim(), mine = ++asked;
    if (!text) { close(); return; }
    timer = setTimeout(async () => {
      const answer = await fetch(`${words.products}?q=${encodeURIComponent(text)}`).catch(() => null);
      if (!answer?.ok || mine !== asked || cell !== document.activeElement) return;
      choices = (await answer.json()).items; forCell = cell; chosen = choices.length ? 0 : -1;
      show();
    }, 120);
  };
  const show = () => {
    list.replaceChildren(...choices.map((c, i) => {
      const li = document.createElement("li");
      li.id = `suggest-${i}`; li.setAttribute("role", "option"); li.setAttribute("aria-selected", String(i === chosen));
      for (const [text, css] of [[c.sku, "id"], [c.name, ""], [c.price, "muted"]]) { const s = document.createElement("span"); s.textContent = text; s.className = css; li.append(s); }
      li.addEventListener("mousedown", (e) => { e.preventDefault(); chosen = i; take(); });
      return li;
    }));
    list.hidden = !choices.length;
    const box = forCell.getBoundingClientRect();
    list.classList.toggle("above", box.bottom + 290 > innerHeight);
    place(box);
    forCell.setAttribute("aria-expanded", String(!list.hidden));
    if (chosen >= 0) forCell.setAttribute("aria-activedescendant", `suggest-${chosen}`);
    if (!choices.length) say(words.none);
  };
  const place = (box) => { // positions are set through the style object, which the policy allows
    list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${box.bottom + list.offsetHeight + 8 > innerHeight ? Math.max(8, box.top - list.offsetHeight - 2) : box.bottom + 2}px`;
  };
  const pick = (step) => { chosen = (chosen + step + choices.length) % choices.length; $$("li", list).forEach((li, i) => li.setAttribute("aria-selected", String(i === chosen))); forCell.setAttribute("aria-activedescendant", `suggest-${chosen}`); $(`#suggest-${chosen}`)?.scrollIntoView({ block: "nearest" }); };
  const take = () => {
    const c = choices[chosen], cell = forCell;
    if (!c) return;
    cell.value = c.sku;
    if (cell.dataset.new) named(cell.closest("tr"), c.name);
    close();
  };

  // keyboard
  const down = (cell, step) => {
    const row = cell.closest("tr"), all = [...lines(), ...$$("tr.stray"), fresh], next = all[all.indexOf(row) + step];
    const name = cell.dataset.cell ?? cell.dataset.new;
    (next && ($(`[data-cell=${name}]:not([hidden]),[data-new=${name}]`, next) ?? $("[data-new=sku]", next)))?.focus();
  };
  const side = (cell, step) => {
    const cells = $$("input:not([hidden])", cell.closest("tr")), next = cells[cells.indexOf(cell) + step];
    next?.focus();
  };
  const keys = (e) => {
    const cell = e.target, row = cell.closest("tr.line,tr.new");
    if (e.isComposing) return;
    if ((e.ctrlKey || e.metaKey) && !e.altKey && /^[zy]$/i.test(e.key) && cell.value === was(cell)) { // typed text is the browser's to undo
      e.preventDefault(); back(e.shiftKey || /y/i.test(e.key) ? "redo" : "undo"); return;
    }
    if (!row) { if (e.key === "Enter" && cell.dataset.sectionOf) { e.preventDefault(); commit(cell); } return; }
    const open = !list.hidden && forCell === cell, isLine = row.classList.contains("line");
    const handled = open && suggestKey(e) || lineKey(e, row, isLine) || moveKey(e, cell, row, isLine);
    if (handled) e.preventDefault();
  };
  const suggestKey = (e) => {
    if (e.key === "ArrowDown") pick(1);
    else if (e.key === "ArrowUp") pick(-1);
    else if (e.key === "Escape") close();
    else if (e.key === "Enter" || e.key === "Tab") { take(); return false; }
    else return false;
    return true;
  };
  const lineKey = (e, row, isLine) => {
    if (!isLine) return false;
    const all = lines(), at = all.indexOf(row), cell = e.target;
    if (e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) { const to = at + 1 + (e.key === "ArrowUp" ? -1 : 1); if (to > 0 && to <= all.length) { if (cell.dataset.cell) commit(cell); act(row, "move", { to }); } }
    else if (e.altKey && e.code === "KeyS") { if (words.sections) section(row); }
    else if (e.altKey && e.code === "KeyW") why(row);
    else if (e.shiftKey && e.key === "Enter") { commit(cell); act(row, "duplicate").then((told) => { if (told) $(`tr[data-id="${told.added[0]}"] [data-cell=quantity]`, body)?.focus(); }); }
    else if (e.key === "Delete" && (e.ctrlKey || e.metaKey || cell.matches("[data-grip]"))) remove(row);
    else if (e.key.toLowerCase() === "w" && !e.ctrlKey && !e.metaKey && !e.altKey && !cell.matches("[data-cell=sku],[data-cell=description]")) why(row);
    else return false;
    return true;
  };
  const moveKey = (e, cell, row, isLine) => {
    const text = cell.matches("input:not([type=checkbox])");
    if (e.key === "Enter" && text) { if (isLine) { commit(cell); down(cell, e.shiftKey ? -1 : 1); } else enter(row); }
    else if (e.key === "Escape" && text && isLine) { cell.value = was(cell); delete cell.dataset.base; clear(row); }
    else if (e.key === "ArrowUp" && !e.altKey) down(cell, -1);
    else if (e.key === "ArrowDown" && !e.altKey) down(cell, 1);
    else if (e.key === "ArrowLeft" && text && cell.selectionStart === 0 && cell.selectionEnd === 0) side(cell, -1);
    else if (e.key === "ArrowRight" && text && cell.selectionStart === cell.value.length) side(cell, 1);
    else return false;
    return true;
  };

  // a spreadsheet sets a cell with a tab, a line break or a quote in it between quotes
  const cells = (text) => {
    const found = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i], line = found.at(-1), last = line.length - 1;
      if (quoted && c === '"' && text[i + 1] === '"') { line[last] += c; i += 1; }
      else if (quoted && c === '"') quoted = false;
      else if (!quoted && c === '"' && !line[last]) quoted = true;
      else if (!quoted && c === "\t") line.push("");
      else if (!quoted && (c === "\n" || c === "\r")) { if (c === "\r" && text[i + 1] === "\n") i += 1; found.push([""]); }
      else line[last] += c;
    }
    return found.map((line) => line.map((c) => c.replace(/\s+/g, " ").trim()));
  };

  table.addEventListener("keydown", keys);
  table.addEventListener("focusin", (e) => { if (!quiet && e.target.matches("input:not([type=checkbox])")) e.target.select(); });
  table.addEventListener("focusout", (e) => {
    const cell = e.target;
    if (quiet || !cell.matches("input:not([type=checkbox])")) return;
    if ((cell.dataset.cell ?? cell.dataset.new) === "sku") close();
    if (cell.dataset.new) { const row = cell.closest("tr"); if (!row.contains(e.relatedTarget)) enter(row); return; }
    commit(cell);
  });
  table.addEventListener("input", (e) => {
    const cell = e.target, name = cell.dataset.cell ?? cell.dataset.new;
    if (name === "sku") suggest(cell);
    if (cell.dataset.new === "sku") named(cell.closest("tr"), cell.value || cell.closest("tr") !== fresh ? "" : prompt); // of no product yet
    if (cell.dataset.cell === "quantity" || cell.dataset.cell === "discount") { clearTimeout(cell.timer); cell.timer = setTimeout(() => { if (/^[^=]*\d\s*%?$/.test(cell.value)) commit(cell); }, 400); }
  });
  table.addEventListener("change", (e) => {
    if (!e.target.matches("input[type=checkbox][data-cell],select[data-cell]")) return;
    const row = e.target.closest("tr"), cell = e.target.dataset.cell, value = e.target.type === "checkbox" ? e.target.checked : e.target.value;
    post(() => ({ op: "change", id: Number(row.dataset.id), rev: Number(row.dataset.rev), cell, value }), row);
  });
  for (const op of ["undo", "redo"]) $(`#${op}`)?.addEventListener("click", () => back(op));
  addEventListener("keydown", (e) => { // outside a cell too
    if ((e.ctrlKey || e.metaKey) && !e.altKey && /^[zy]$/i.test(e.key) && !e.target.closest?.("input,textarea,select")) { e.preventDefault(); back(e.shiftKey || /y/i.test(e.key) ? "redo" : "undo"); }
  });
  table.addEventListener("click", (e) => { const b = e.target.closest("[data-why-line]"); if (b) why(b.closest("tr")); });
  table.addEventListener("paste", (e) => {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trim())) return;
    const row = e.target.closest("tr.line,tr.new");
    if (!row) return;
    e.preventDefault();
    const rows = cells(text).filter((c) => c[0])
      .map(([sku, quantity = "", discount = "", deliver_on = ""]) => ({ sku, quantity, discount, deliver_on, section: (row.classList.contains("line") ? row : lines().at(-1))?.dataset.section ?? "" }));
    if (row === fresh) $$("[data-new]", fresh).forEach((c) => { c.value = ""; });
    close();
    add(rows, row.classList.contains("line") ? Number(row.dataset.id) : null, null);
  });
  $("#explained")?.addEventListener("submit", (e) => { // what is set in the panel of a line
    const form = e.target.closest("form[data-op]"), place = $("#explained"), row = $(`tr.line[data-id="${place.dataset.line}"]`, body);
    if (!form || !row) return;
    e.preventDefault();
    const value = e.submitter?.value || $("[name=value]", form)?.value || "";
    row.asked = $("[data-grip]", row);
    act(row, form.dataset.op, { value }).then((told) => { if (told) { place.replaceChildren(); delete place.dataset.line; $("[data-grip]", row)?.focus(); } });
  });
  document.addEventListener("click", (e) => { // a product that is proposed beside the lines
    const wanted = e.target.closest("[data-add]");
    if (wanted) add([{ sku: wanted.dataset.add, quantity: "1", section: lines().at(-1)?.dataset.section ?? "" }], null, null);
  });
  addEventListener("scroll", () => { if (!list.hidden) place(forCell.getBoundingClientRect()); }, true);
  addEventListener("beforeunload", (e) => { if (waiting) e.preventDefault(); });

  // who else is here: a light poll says which line has the cursor, and asks for the rows when somebody else wrote
  const people = $("#people");
  let poll = 0, at = "";
  const meet = async (gone) => {
    clearTimeout(poll);
    const line = document.activeElement?.closest?.("tr.line")?.dataset.id ?? "";
    at = line;
    const answer = await fetch(words.others, { method: "POST", keepalive: Boolean(gone), headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "HX-Request": "true" }, body: JSON.stringify(gone ? { gone } : { line: Number(line) || null }) }).catch(() => null);
    if (gone) return;
    if (answer?.ok) {
      const told = await answer.json();
      if (told.state !== "draft") return; // the next edit is refused and says so; what is typed stays
      mark(told.people);
      if (told.revision !== Number(words.revision) && !waiting) await post(() => ({ op: "look" }), null, true);
    }
    if (!document.hidden) poll = setTimeout(meet, 4000);
  };
  const chip = (p) => { const s = document.createElement("span"); s.className = "who"; s.title = p.said; s.textContent = p.initials; return s; };
  const mark = (found) => {
    const now = found.map((p) => p.said).join("\n");
    if (people.dataset.now !== now) {
      people.dataset.now = now;
      people.replaceChildren(...found.map((p) => { const c = chip(p), s = document.createElement("span"); s.className = "sr"; s.textContent = p.said; c.setAttribute("aria-hidden", "true"); const both = document.createElement("span"); both.append(c, s); return both; }));
    }
    const there = new Map(found.filter((p) => p.line).map((p) => [String(p.line), p]));
    for (const tr of $$("tr[data-who]", body)) if (!there.has(tr.dataset.id)) { delete tr.dataset.who; $(".who", tr)?.remove(); }
    there.forEach((p, id) => { const tr = $(`tr.line[data-id="${id}"]`, body); if (tr && tr.dataset.who !== p.said) { $(".who", tr)?.remove(); tr.dataset.who = p.said; const c = chip(p); c.setAttribute("aria-hidden", "true"); $("[data-grip]", tr).before(c); } });
  };
  if (people && words.others) {
    poll = setTimeout(meet, 300);
    table.addEventListener("focusin", (e) => { if ((e.target.closest("tr.line")?.dataset.id ?? "") !== at) { clearTimeout(poll); poll = setTimeout(meet, 500); } });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) meet(); });
    addEventListener("pagehide", () => meet(true));
  }

  // what a section or the whole shall cost: typed beside the grid, reached by the server
  const panel = $("#panel");
  panel?.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !e.target.matches("[data-goal]") || e.isComposing) return;
    e.preventDefault();
    const value = e.target.value, scope = $("[data-goal-scope]", panel)?.value ?? "";
    if (value.trim()) post(() => ({ op: "goal", scope, value })).then(() => { const again = $("[data-goal]", panel); again?.focus(); });
  });

  // the document: its head, and the end of typing
  const send = $("#send"); // what is being typed is saved before the document is frozen, and nothing faulty is left behind
  const finish = () => { const wrong = $("tr.fault"); if (!$("#problem").hidden) return; if (!wrong) { send.submit(); return; } say(wrong.textContent); $("[aria-invalid]", wrong.previousElementSibling)?.focus(); };
  send?.addEventListener("submit", (e) => { e.preventDefault(); queue.then(finish); });
  const fields = $$("[data-head]");
  for (const field of fields) {
    field.addEventListener("change", () => { post(() => ({ op: "head", name: field.name, value: field.value })).then((told) => { if (told) field.removeAttribute("aria-invalid"); else field.setAttribute("aria-invalid", "true"); }); });
    field.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.ctrlKey && !e.isComposing) { e.preventDefault(); (fields[fields.indexOf(field) + 1] ?? $("[data-new=sku]", fresh)).focus(); } });
  }
  if (words.place) addEventListener("keydown", (e) => { // Ctrl+Enter places what is typed, from anywhere on the page
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault(); e.stopPropagation();
    const cell = document.activeElement;
    cell?.blur(); // saves it
    send.requestSubmit();
  }, true);
  fit(shown(), $$("[data-sum=amount]", body).map((b) => ({ amount: b.textContent })));
  const first = fields.find((field) => !field.value);
  if (!lines().length) (first === fields[0] && first ? first : $("[data-new=sku]", fresh)).focus();
})();
