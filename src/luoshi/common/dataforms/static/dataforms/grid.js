// Grids of data forms: add and remove rows, paste from Excel, move by keyboard; fields that are not asked step aside.
// Everything works without it: spare rows, a button that brings more, and notes that say when a field is asked.

function rowsOf(block) {
  return [...block.querySelectorAll("tbody tr")];
}

function cellsOf(row) {
  return [...row.querySelectorAll("td input, td select, td textarea")];
}

function renumber(block) {
  rowsOf(block).forEach((row, place) => {
    for (const box of row.querySelectorAll("input, select, textarea")) {
      box.name = box.name.replace(/^(.+)-(?:\d+|__n__)-([a-z_][a-z0-9_]*)$/, `$1-${place}-$2`);
      const label = box.getAttribute("aria-label");
      if (label) box.setAttribute("aria-label", label.replace(/第 \S+ 行/, `第 ${place + 1} 行`));
    }
    const number = row.querySelector("[data-grid-number]");
    if (number) number.textContent = place + 1;
  });
  block.querySelector("[data-grid-total]").value = rowsOf(block).length;
}

function addRows(block, count) {
  const template = block.querySelector("[data-grid-row]");
  const room = Number(block.dataset.most) - rowsOf(block).length;
  for (let n = 0; template && n < Math.min(count, room); n += 1) {
    block.querySelector("tbody").append(template.content.cloneNode(true));
    dress(block, rowsOf(block).at(-1));
  }
  renumber(block);
}

function dress(block, row) {
  if (!block.querySelector("[data-grid-row]") || row.querySelector(".grid-remove")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "grid-remove no-print";
  button.textContent = "删";
  button.setAttribute("aria-label", "删去这一行");
  row.querySelector("th").append(button);
}

function changed(box) {
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function remove(block, row) {
  const next = row.nextElementSibling || row.previousElementSibling;
  if (rowsOf(block).length > 1) row.remove();
  else cellsOf(row).forEach((box) => { box.value = ""; });
  renumber(block);
  changed(block.querySelector("[data-grid-total]"));
  cellsOf(next || rowsOf(block)[0])[0]?.focus();
}

function fill(box, text) {
  const value = text.trim();
  if (box.tagName === "SELECT") {
    const option = [...box.options].find((one) => one.text.trim() === value || one.value === value);
    if (option) box.value = option.value;
    return Boolean(option) || value === "";
  }
  box.value = value;
  return true;
}

function paste(event, block) {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const start = event.target.closest("tr");
  const column = cellsOf(start).indexOf(event.target);
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const first = rowsOf(block).indexOf(start);
  addRows(block, first + lines.length - rowsOf(block).length);
  let missed = 0;
  lines.forEach((parts, down) => {
    const row = rowsOf(block)[first + down];
    parts.forEach((part, right) => {
      const box = row && cellsOf(row)[column + right];
      if (!box || !fill(box, part)) missed += part.trim() ? 1 : 0;
    });
  });
  changed(event.target);
  say(block, missed ? `已粘贴，其中 ${missed} 格放不下或不在选项里，请核对。` : `已粘贴 ${lines.length} 行。`);
}

function say(block, text) {
  let line = block.querySelector("[data-grid-said]");
  if (!line) {
    line = document.createElement("span");
    line.dataset.gridSaid = "";
    line.setAttribute("role", "status");
    block.querySelector(".grid-acts")?.append(line);
  }
  line.textContent = text;
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

function move(event, block) {
  if (!(event.key in STEPS) || event.isComposing || event.target.matches("select, textarea") || event.altKey) return;
  const row = event.target.closest("tbody tr");
  if (!row || !event.target.matches("td input")) return;
  const rows = rowsOf(block);
  const target = rows[rows.indexOf(row) + STEPS[event.key]];
  event.preventDefault();
  if (target) cellsOf(target)[cellsOf(row).indexOf(event.target)].focus();
}

function watch(block) {
  for (const row of rowsOf(block)) dress(block, row);
  block.addEventListener("paste", (event) => event.target.matches("td input, td textarea") && paste(event, block));
  block.addEventListener("keydown", (event) => move(event, block));
  block.addEventListener("click", (event) => {
    const button = event.target.closest(".grid-remove");
    if (button) remove(block, button.closest("tr"));
    if (event.target.closest("[data-grid-add]")) {
      event.preventDefault();
      const before = rowsOf(block).length;
      addRows(block, 5);
      const added = rowsOf(block)[before];
      if (added) cellsOf(added)[0].focus();
      else say(block, "已到最多行数。");
    }
  });
}

// --- fields that are asked only under a condition: the server says which ----------------------------

function hide(form, keys) {
  const asked = form.dataset.asks.split(" ").filter(Boolean);
  for (const key of asked) {
    const field = form.querySelector(`[data-field="${key}"]`);
    if (field) field.hidden = keys.includes(key) && !field.querySelector(".field-error");
  }
}

async function ask(part) {
  const form = part.closest("form");
  const turn = (part.turn = (part.turn || 0) + 1);
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "asked" } });
    if (!answer.ok || answer.redirected || turn !== part.turn) return;
    hide(part, (await answer.json()).hidden);
  } catch {
    /* without an answer everything stays as it is; the note at the field says when it is asked */
  }
}

for (const block of document.querySelectorAll("[data-grid]")) watch(block);
for (const part of document.querySelectorAll(".data-form")) {
  if (!part.dataset.asks) continue;
  hide(part, part.dataset.hidden.split(" "));
  part.addEventListener("change", () => ask(part));
}
