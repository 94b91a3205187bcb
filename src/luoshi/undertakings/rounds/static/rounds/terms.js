// The list of tasks: one entry for every ticked row, and all boxes at once.
function changed(input) {
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function tick(table, on) {
  for (const box of table.querySelectorAll("tbody th input[type='checkbox']")) box.checked = on;
}

function fill(table, value) {
  for (const row of table.querySelectorAll("tbody tr")) {
    const input = row.querySelector(`input[name^='${value.dataset.fills}-']`);
    if (input && row.querySelector("th input[type='checkbox']")?.checked) input.value = value.value;
  }
}

for (const tools of document.querySelectorAll("[data-terms]")) {
  const table = document.getElementById(tools.dataset.terms);
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.tick) tick(table, button.dataset.tick === "all");
    else for (const value of tools.querySelectorAll("[data-fills]")) if (value.value !== "") fill(table, value);
    changed(table.querySelector("input"));
  });
}
