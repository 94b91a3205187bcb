// What every page does, by delegation on data-action. Each page works without it.
import { openDrawer, closeDrawer } from "./drawer.js";
import { watchForms } from "./forms.js";

const actions = {
  "close-drawer": closeDrawer,
  "close-details": (source) => source.closest("details").removeAttribute("open"),
  print: () => window.print(),
  theme: switchTheme,
};

function switchTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  const theme = dark ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

function say(text) {
  const line = document.getElementById("alert-line");
  if (!line) return;
  line.textContent = text;
  line.hidden = false;
}

// --- tables -------------------------------------------------------------------------------------

function showColumn(tableId, number, shown) {
  const table = document.getElementById(tableId);
  for (const row of table ? table.rows : []) {
    if (row.cells[number]) row.cells[number].hidden = !shown;
  }
}

function toggleColumn(box) {
  showColumn(box.dataset.table, Number(box.dataset.column), box.checked);
  const name = `columns:${location.pathname}:${box.dataset.table}`;
  const boxes = document.querySelectorAll(`[data-action="toggle-column"][data-table="${box.dataset.table}"]`);
  const off = [...boxes].filter((one) => !one.checked).map((one) => one.dataset.column);
  localStorage.setItem(name, off.join(","));
}

function restoreColumns() {
  for (const box of document.querySelectorAll('[data-action="toggle-column"]')) {
    const off = localStorage.getItem(`columns:${location.pathname}:${box.dataset.table}`) || "";
    if (!off.split(",").includes(box.dataset.column)) continue;
    box.checked = false;
    showColumn(box.dataset.table, Number(box.dataset.column), false);
  }
}

function openRow(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, select, textarea, label, summary")) return;
  if (window.getSelection().toString()) return;
  location.assign(row.dataset.href);
}

// A table that goes on beyond its frame says so: that edge fades (tables.css).
function cue(frame) {
  frame.classList.toggle("more-right", frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 8);
  frame.classList.toggle("more-down", frame.scrollHeight - frame.clientHeight - frame.scrollTop > 8);
}
const cueAll = () => document.querySelectorAll(".table-frame").forEach(cue);
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".table-frame")) cue(event.target);
}, { capture: true, passive: true });
window.addEventListener("resize", cueAll);
window.addEventListener("load", cueAll);

// --- clicks and keys ----------------------------------------------------------------------------

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

// A menu near the bottom of the window opens upwards where there is more room.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches("details.menu")) return;
  menu.classList.remove("up");
  if (!menu.open) return;
  const room = menu.getBoundingClientRect();
  const below = window.innerHeight - room.bottom;
  const list = menu.querySelector(".menu-list");
  menu.classList.toggle("up", list.offsetHeight > below && room.top > below);
}, true);

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const source = event.target.closest("[data-action]");
  if (source && actions[source.dataset.action]) actions[source.dataset.action](source);
  else openRow(event);
});

document.addEventListener("change", (event) => {
  if (event.target.matches('[data-action="toggle-column"]')) toggleColumn(event.target);
  if (event.target.matches('[data-action="submit"]')) event.target.form.requestSubmit();
});

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function onEscape() {
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return closeDrawer();
  menu.open = false;
  return menu.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") onEscape();
  if (event.key === "Enter" && event.target.matches("tr[data-href]")) location.assign(event.target.dataset.href);
  if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) {
    const search = document.getElementById("site-search") || document.querySelector('main input[type="search"]');
    if (!search) return;
    event.preventDefault();
    search.focus();
  }
});

// --- htmx ---------------------------------------------------------------------------------------

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "drawer-content") openDrawer(event.detail.requestConfig.elt);
});
// A whole page never lands inside a page: of an error page the refusal is shown, and anything else
// (the sign-in page after the session ended) is asked for again as a page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { serverResponse, shouldSwap, xhr } = event.detail;
  if (!shouldSwap || !/^\s*<!doctype/i.test(serverResponse)) return;
  const page = new DOMParser().parseFromString(serverResponse, "text/html");
  const refusal = page.querySelector("main .callout.refusal");
  if (xhr.status >= 400 && refusal) {
    event.detail.serverResponse = refusal.outerHTML;
  } else {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const busy = event.detail.xhr.status === 503;
  say(busy ? "系统正忙，没有办理。请过一分钟再试。" : "没有办理成功。请刷新页面后再试；仍不行请联系管理员。");
});
document.addEventListener("htmx:sendError", () => say("网络不通，没有办理。请检查网络后再试。"));
document.addEventListener("htmx:beforeRequest", () => {
  const line = document.getElementById("alert-line");
  if (line) line.hidden = true;
});

for (const row of document.querySelectorAll("tr[data-href]:not([tabindex])")) row.tabIndex = 0;
restoreColumns();
watchForms();
document.querySelector("[data-focus]")?.focus();
