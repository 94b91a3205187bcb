// The import wizard: J and K step through the findings, A accepts; the place under work comes into view.
const keys = {
  j: "[data-next]",
  k: "[data-previous]",
  a: "[data-accept]",
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = keys[event.key.toLowerCase()];
  const found = wanted && document.querySelector(wanted);
  if (!found) return;
  event.preventDefault();
  found.click();
});

// The document scrolls within its own frame; the page itself stays where it is.
function showPlace() {
  const paper = document.querySelector(".paper");
  const here = paper?.querySelector("[data-here]");
  if (!here) return;
  const frame = paper.getBoundingClientRect();
  const place = here.getBoundingClientRect();
  paper.scrollTop += place.top - frame.top - paper.clientHeight / 3;
  const table = here.closest(".paper-table");
  if (table) table.scrollLeft += place.left - table.getBoundingClientRect().left - table.clientWidth / 3;
}

showPlace();
