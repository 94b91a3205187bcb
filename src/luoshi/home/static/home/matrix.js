// A duty or a count opens in the drawer; arrow keys walk from duty to duty; one tab stop for the whole table.
const table = document.getElementById("matrix");
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Where each link stands: its row among the rows and its column counted from the right edge (rows differ on the left). */
function place(link) {
  const cell = link.closest("td");
  const row = cell.parentElement;
  return { row, fromRight: row.cells.length - cell.cellIndex };
}

function linkAt(row, fromRight) {
  const cell = row.cells[row.cells.length - fromRight];
  return cell ? cell.querySelector("a.cell-duty") : null;
}

/** The next duty in a direction, empty cells skipped; null at the edge. */
function next(link, [down, right]) {
  let { row, fromRight } = place(link);
  for (;;) {
    if (right) {
      fromRight -= right;
      if (fromRight < 1 || fromRight > row.cells.length) return null;
    } else {
      row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (!row) return null;
    }
    const found = linkAt(row, fromRight);
    if (found) return found;
  }
}

function onlyTabStop(link) {
  for (const other of table.querySelectorAll('a.cell-duty[tabindex="0"]')) other.tabIndex = -1;
  link.tabIndex = 0;
}

function setTabStops(root) {
  for (const link of root.querySelectorAll("a.cell-duty:not([tabindex])")) link.tabIndex = -1;
  const first = table.querySelector("a.cell-duty");
  if (first && !table.querySelector('a.cell-duty[tabindex="0"]')) first.tabIndex = 0;
}

/** The drawer instead of the page; a click that asks for a new tab or window stays what it is. */
function openSource(event) {
  const link = event.target.closest("a.cell-duty, a[data-drawer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
  event.preventDefault();
  const url = link.getAttribute("href") + (link.matches("a.cell-duty") ? "source/" : "");
  window.htmx.ajax("GET", url, { source: link, target: "#drawer-content" });
}

if (table) {
  setTabStops(table);
  table.addEventListener("click", openSource);
  table.addEventListener("htmx:load", () => setTabStops(table));
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("a.cell-duty")) onlyTabStop(event.target);
  });
  table.addEventListener("keydown", (event) => {
    if (!steps[event.key] || !event.target.matches("a.cell-duty")) return;
    const found = next(event.target, steps[event.key]);
    event.preventDefault();
    if (found) found.focus();
  });
}
