// The side drawer: opened when htmx has filled it, holds the focus, gives it back on closing.
let opener = null;

function drawer() {
  return document.getElementById("drawer");
}

/** Shows the drawer; `source` is what was clicked and gets the focus back. */
export function openDrawer(source) {
  const panel = drawer();
  if (!panel) return;
  if (panel.hidden) opener = source;
  panel.hidden = false;
  panel.scrollTop = 0;
  (panel.querySelector("#drawer-title") || panel).focus();
}

/** Hides the drawer; nothing happens when it is closed already. */
export function closeDrawer() {
  const panel = drawer();
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  if (opener && opener.isConnected) opener.focus();
  opener = null;
}

function focusable(panel) {
  const all = panel.querySelectorAll("a[href], button:not([disabled]), input, select, textarea, summary, [tabindex='0']");
  return [...all].filter((one) => one.offsetParent !== null);
}

document.addEventListener("keydown", (event) => {
  const panel = drawer();
  if (event.key !== "Tab" || !panel || panel.hidden) return;
  const stops = focusable(panel);
  if (!stops.length) return;
  const first = stops[0];
  const last = stops[stops.length - 1];
  const inside = panel.contains(document.activeElement);
  if (event.shiftKey && (!inside || document.activeElement === first || document.activeElement.id === "drawer-title")) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (!inside || document.activeElement === last)) {
    event.preventDefault();
    first.focus();
  }
});
