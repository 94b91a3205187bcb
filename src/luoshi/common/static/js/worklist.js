// A list worked through by keys: J next, K back, A accept. Used by the import wizard.
//
// <div data-worklist> holds items [data-item="ID"]; whatever else on the page bears data-ref="ID" is
// highlighted with the item. A presses the item's [data-accept] button.
const CURRENT = "is-current";

function items(list) {
  return [...list.querySelectorAll("[data-item]")];
}

function mark(id) {
  for (const old of document.querySelectorAll(`[data-ref].${CURRENT}`)) old.classList.remove(CURRENT);
  const marked = document.querySelectorAll(`[data-ref="${CSS.escape(id)}"]`);
  for (const one of marked) {
    one.classList.add(CURRENT);
    one.scrollIntoView({ block: "center" });
  }
}

function select(list, item) {
  for (const one of items(list)) one.toggleAttribute("aria-current", one === item);
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  mark(item.dataset.item);
}

function current(list) {
  return list.querySelector("[data-item][aria-current]");
}

function step(list, by) {
  const all = items(list);
  if (!all.length) return;
  const next = all.indexOf(current(list)) + by;
  select(list, all[Math.min(Math.max(next, 0), all.length - 1)]);
}

const keys = {
  j: (list) => step(list, 1),
  k: (list) => step(list, -1),
  a: (list) => current(list)?.querySelector("[data-accept]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-worklist]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!list || typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(list);
});

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-worklist] [data-item]");
  if (item && !event.target.closest("a, button, input, textarea, select, summary")) select(item.closest("[data-worklist]"), item);
});

// After htmx has replaced an item or the list, go on with the next open one.
document.addEventListener("htmx:afterSettle", (event) => {
  const list = event.target.closest?.("[data-worklist]") || event.target.querySelector?.("[data-worklist]");
  if (!list || current(list)) return;
  const open = items(list).find((one) => one.querySelector("[data-accept]"));
  if (open) select(list, open);
});
