// The timetable grid: arrows and Enter between cells, a block of cells from the clipboard, undo and redo.
// Without it the grid is a plain form. `data-grid="fixed"`: its rows are given, none are added.
const grid = document.querySelector("[data-grid]");
if (grid) start(grid);

function start(table) {
  const form = table.closest("form");
  const undone = [];
  const done = [];
  const rows = () => [...table.tBodies[0].rows];
  const boxes = (row) => [...row.querySelectorAll("td input")];
  const place = (box) => {
    const row = box.closest("tr");
    return [rows().indexOf(row), boxes(row).indexOf(box)];
  };
  const at = (row, column) => rows()[row] && boxes(rows()[row])[column];
  const go = (row, column) => {
    const box = at(row, column);
    if (box) {
      box.focus();
      box.select();
    }
    return Boolean(box);
  };

  function told(changes) {
    for (const change of changes) change.box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function write(changes) {
    const real = changes.filter((c) => !c.box.readOnly && c.box.value !== c.after);
    if (!real.length) return;
    for (const change of real) {
      change.before = change.box.value;
      change.box.value = change.after;
    }
    done.push(real);
    undone.length = 0;
    quiet = true;
    told(real);
    quiet = false;
  }
  function back(from, to, which) {
    const changes = from.pop();
    if (!changes) return;
    for (const change of changes) change.box.value = change[which];
    to.push(changes);
    quiet = true;
    told(changes);
    quiet = false;
    changes[0].box.focus();
  }

  // Typing in one cell is one step: from entering the cell until leaving it.
  let quiet = false;
  let typing = null;
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("td input")) typing = { box: event.target, before: event.target.value };
  });
  const settle = () => {
    if (typing && typing.box.value !== typing.before) {
      done.push([{ box: typing.box, before: typing.before, after: typing.box.value }]);
      undone.length = 0;
      typing = { box: typing.box, before: typing.box.value };
    }
  };
  table.addEventListener("focusout", settle);

  const fixed = table.dataset.grid === "fixed";
  function more() {
    const last = rows().at(-1);
    const row = last.cloneNode(true);
    const number = rows().length + 1;
    row.className = "";
    for (const box of row.querySelectorAll("input")) {
      const column = box.name.replace(/-\d+$/, "");
      box.name = `${column}-${number}`;
      box.value = "";
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
      if (box.type !== "hidden") {
        box.id = `${column}-${number}`;
        box.readOnly = false;
        box.setAttribute("aria-label", box.getAttribute("aria-label").replace(/\d+ 行$/, `${number} 行`));
      }
    }
    for (const words of row.querySelectorAll("small")) words.remove();
    for (const cell of row.querySelectorAll("td")) cell.classList.remove("wrong");
    row.cells[0].firstChild.textContent = number;
    table.tBodies[0].append(row);
  }

  table.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches("td input") || event.isComposing) return;
    const [row, column] = place(box);
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && (key === "z" || key === "y")) {
      event.preventDefault();
      settle();
      if (key === "y" || event.shiftKey) back(undone, done, "after");
      else back(done, undone, "before");
      typing = { box: document.activeElement, before: document.activeElement.value };
    } else if (control && key === "d" && row > 0) {
      event.preventDefault();
      settle();
      write([{ box, after: at(row - 1, column).value }]);
      typing = { box, before: box.value };
    } else if (key === "enter") {
      event.preventDefault();
      if (!fixed && !event.shiftKey && row === rows().length - 1) more();
      go(row + (event.shiftKey ? -1 : 1), column);
    } else if (key === "arrowup" || key === "arrowdown") {
      if (box.list && event.altKey) return;
      event.preventDefault();
      go(row + (key === "arrowup" ? -1 : 1), column);
    } else if (key === "arrowleft" && box.selectionStart === 0 && box.selectionEnd === 0) {
      if (go(row, column - 1)) event.preventDefault();
    } else if (key === "arrowright" && box.selectionStart === box.value.length) {
      if (go(row, column + 1)) event.preventDefault();
    }
  });

  // A block of cells: rows by line, cells by tab; a quoted cell may hold both.
  function cells(text) {
    const found = [[]];
    let cell = "";
    let quoted = false;
    const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < all.length; i += 1) {
      const sign = all[i];
      if (quoted && sign === '"' && all[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (quoted && sign === '"') quoted = false;
      else if (!quoted && sign === '"' && !cell) quoted = true;
      else if (!quoted && (sign === "\t" || sign === "\n")) {
        found.at(-1).push(cell);
        cell = "";
        if (sign === "\n") found.push([]);
      } else cell += sign;
    }
    found.at(-1).push(cell);
    return found;
  }
  table.addEventListener("paste", (event) => {
    const box = event.target;
    const text = event.clipboardData.getData("text/plain");
    if (!box.matches("td input") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    settle();
    const [top, left] = place(box);
    const block = cells(text).slice(0, 300);
    while (!fixed && rows().length < top + block.length) more();
    const changes = [];
    block.forEach((line, down) =>
      line.forEach((value, right) => {
        const target = at(top + down, left + right);
        if (target) changes.push({ box: target, after: value.trim().replace(/\s*\n\s*/g, " ") });
      }),
    );
    write(changes);
    typing = { box, before: box.value };
  });
  table.addEventListener("input", () => {
    if (!quiet) undone.length = 0;
  });
  form.addEventListener("submit", settle);
}
