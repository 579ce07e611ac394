/* A table that is a tree: arrows walk, open and close; Enter goes where the row leads. Reads without it. */
(() => {
  "use strict";
  const table = document.querySelector("table[role=treegrid]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const level = (row) => +row.getAttribute("aria-level");
  const branch = (row) => row.hasAttribute("aria-expanded");
  const isOpen = (row) => row.getAttribute("aria-expanded") === "true";
  const shown = () => rows.filter((row) => !row.hidden);
  const below = (row) => {
    const at = rows.indexOf(row), end = rows.findIndex((one, n) => n > at && level(one) <= level(row));
    return rows.slice(at + 1, end < 0 ? rows.length : end);
  };
  const set = (row, open) => {
    if (!branch(row)) return;
    row.setAttribute("aria-expanded", String(open));
    let closed = open ? Infinity : level(row);
    for (const one of below(row)) {
      if (level(one) <= closed) closed = Infinity;
      one.hidden = level(one) > closed;
      if (!one.hidden && branch(one) && !isOpen(one)) closed = level(one);
    }
  };
  const focus = (row) => {
    if (!row) return;
    rows.forEach((one) => { one.tabIndex = one === row ? 0 : -1; });
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const parent = (row) => rows.slice(0, rows.indexOf(row)).reverse().find((one) => level(one) < level(row));
  const keys = {
    ArrowDown: (row) => focus(shown()[shown().indexOf(row) + 1]),
    ArrowUp: (row) => focus(shown()[shown().indexOf(row) - 1]),
    ArrowRight: (row) => (branch(row) && !isOpen(row) ? set(row, true) : branch(row) && focus(below(row)[0])),
    ArrowLeft: (row) => (branch(row) && isOpen(row) ? set(row, false) : focus(parent(row))),
    Home: () => focus(shown()[0]),
    End: () => focus(shown().at(-1)),
    Enter: (row) => { const link = row.querySelector("a"); link ? link.click() : set(row, !isOpen(row)); },
    " ": (row) => set(row, !isOpen(row)),
  };
  table.addEventListener("keydown", (e) => {
    const row = e.target.closest("tr[aria-level]");
    if (!row || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || !keys[e.key]) return;
    if (e.target !== row && (e.key === "Enter" || e.key === " ")) return;
    e.preventDefault();
    keys[e.key](row);
  });
  table.addEventListener("click", (e) => {
    const row = e.target.closest("tr[aria-level]");
    if (!row || e.target.closest("a")) return;
    if (e.target.closest(".twist")) set(row, !isOpen(row));
    focus(row);
  });
  document.addEventListener("click", (e) => {
    const act = e.target.closest("[data-tree]")?.dataset.tree;
    if (act === "print") print();
    else if (act) rows.filter(branch).reverse().forEach((row) => set(row, act === "open" || level(row) === 1));
  });
})();
