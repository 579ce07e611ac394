/* Rows of tiers: Enter goes to the next row and adds one below the last, cells pasted from a spreadsheet fill
   rows, and each row says where the one before ends. Without this file the empty rows that stand there serve. */
(() => {
  const box = document.querySelector("[data-tiers]");
  if (!box) return;
  const body = box.querySelector("tbody");
  const rows = () => [...body.querySelectorAll("tr:not(.fault)")];
  const cells = (row) => [...row.querySelectorAll("input")].filter((one) => one.offsetParent);

  function add() {
    const row = rows().at(-1).cloneNode(true);
    row.classList.remove("bad");
    for (const one of row.querySelectorAll("input")) {
      one.value = "";
      one.removeAttribute("aria-invalid");
      one.removeAttribute("aria-describedby");
    }
    body.append(row);
    return row;
  }

  function follow() {
    let before = "0";
    for (const row of rows()) {
      const [to, ...others] = [...row.querySelectorAll("input")].map((one) => one.value.trim());
      row.querySelector("[data-from]").textContent = to || others.some(Boolean) ? before : "";
      before = to;
    }
  }

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const all = rows();
    const next = all[all.indexOf(event.target.closest("tr")) + 1] || add();
    cells(next)[0].focus();
  });

  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "");
    if (event.target.tagName !== "INPUT" || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const first = event.target.closest("tr");
    const from = cells(first).indexOf(event.target);
    let at = rows().indexOf(first);
    for (const line of text.split("\n")) {
      const row = rows()[at] || add();
      line.split("\t").forEach((value, n) => {
        const cell = cells(row)[from + n];
        if (cell) cell.value = value.trim();
      });
      at += 1;
    }
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  box.addEventListener("input", follow);
})();
