/* Draw a signature: strokes become the path `M x y L x y …` in a hidden field. Typing a name needs none of this. */
(() => {
  "use strict";
  const canvas = document.getElementById("drawing");
  const field = document.getElementById("id_drawn");
  if (!canvas || !field) return;
  const [width, height] = [600, 200];
  const pen = canvas.getContext("2d");
  let strokes = [];
  let stroke = null;
  document.querySelectorAll("[data-needs-js]").forEach((el) => { el.hidden = false; });
  const show = () => {
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = 4; pen.lineCap = "round"; pen.lineJoin = "round"; pen.strokeStyle = "#000";
    for (const s of strokes) {
      pen.beginPath();
      s.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
    field.value = strokes.filter((s) => s.length > 1).map((s) => s.map(([x, y], n) => `${n ? "L" : "M"}${x} ${y}`).join("")).join("");
  };
  const at = (e) => {
    const box = canvas.getBoundingClientRect();
    const inside = (v, most) => Math.max(0, Math.min(most, Math.round(v)));
    return [inside(((e.clientX - box.left) * width) / box.width, width), inside(((e.clientY - box.top) * height) / box.height, height)];
  };
  canvas.addEventListener("pointerdown", (e) => { canvas.setPointerCapture(e.pointerId); stroke = [at(e)]; strokes.push(stroke); e.preventDefault(); });
  canvas.addEventListener("pointermove", (e) => {
    if (!stroke) return;
    const [x, y] = at(e), [px, py] = stroke[stroke.length - 1];
    if (Math.abs(x - px) + Math.abs(y - py) >= 3 && field.value.length < 18000) { stroke.push([x, y]); show(); }
  });
  const end = () => { stroke = null; show(); };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  document.getElementById("clear-drawing")?.addEventListener("click", () => { strokes = []; show(); });
  strokes = [...field.value.matchAll(/M[^M]+/g)].map(([s]) => [...s.matchAll(/(\d+) (\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]));
  show();
})();
