// One box in the head ticks every report that lies here; without it each is ticked by itself.
const all = document.querySelector("[data-tick-all]");
const boxes = document.querySelectorAll('input[type="checkbox"][name="report"]');
if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
}
