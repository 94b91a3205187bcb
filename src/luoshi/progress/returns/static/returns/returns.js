// One box in the head ticks all lines of this page; without it each line is ticked by itself.
const all = document.querySelector("[data-tick-all]");
const boxes = document.querySelectorAll('input[form="take-all"][type="checkbox"]');
if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
}
