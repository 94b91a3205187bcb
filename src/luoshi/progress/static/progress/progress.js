// One box in the head ticks every report that lies here; without it each is ticked by itself.
const all = document.querySelector("[data-tick-all]");
const boxes = document.querySelectorAll('input[type="checkbox"][name="report"]');
if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
}

// What is left to write is struck out as it is written, and counted; without it the counts are those of the page as it came.
const left = [...document.querySelectorAll("[data-left]")];
const boxOf = (link) => document.getElementById(link.dataset.left);
const recount = () => {
  for (const link of left) link.toggleAttribute("data-done", Boolean(boxOf(link)?.value.trim()));
  const count = left.filter((link) => !link.hasAttribute("data-done")).length;
  document.querySelectorAll("[data-left-count]").forEach((place) => (place.textContent = count));
};
if (left.length) {
  document.getElementById("report-form").addEventListener("input", recount);
  recount();
}
