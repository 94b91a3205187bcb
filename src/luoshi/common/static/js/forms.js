// Forms: saved as you type, sent once, and a warning on leaving only when something would be lost.
const WAIT_MS = 1200;
// A form that brings a file leaves its page standing: after this long it may be sent again. Forms with a key are told
// apart by the server, and wait longer for a slow answer.
const AGAIN_MS = 4000;
const AGAIN_WITH_KEY_MS = 20000;
const unsaved = new Set();

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function tell(form, text, state) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.textContent = text;
  line.dataset.state = state;
}

async function save(form) {
  const turn = (form.saveTurn = (form.saveTurn || 0) + 1);
  tell(form, "正在保存…", "saving");
  try {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Requested-With": "autosave" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    if (turn !== form.saveTurn) return;
    unsaved.delete(form);
    tell(form, `草稿已暂存 ${clock()}`, "saved");
  } catch {
    tell(form, "没有保存上，请检查网络；继续填写会自动再试", "failed");
  }
}

function onInput(event) {
  const form = event.target.form;
  if (!form || form.method !== "post") return;
  if (form.dataset.autosave) {
    unsaved.add(form);
    clearTimeout(form.saveTimer);
    form.saveTimer = setTimeout(save, WAIT_MS, form);
  } else if ("warnLeave" in form.dataset) {
    unsaved.add(form);
  }
}

// Enter in a one-line field of a form that saves itself never sends the whole form.
function onEnter(event) {
  const form = event.target.form;
  if (event.key !== "Enter" || event.isComposing || !form || !form.dataset.autosave) return;
  if (event.target.matches("input:not([type='submit'], [type='button'])")) event.preventDefault();
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  clearTimeout(form.saveTimer);
  unsaved.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(allow, form.elements.namedItem("_once") && !form.dataset.after ? AGAIN_WITH_KEY_MS : AGAIN_MS, form);
}

function allow(form) {
  if (form.dataset.after) {
    form.reset();
    form.parentElement.querySelector(".callout")?.remove();
    tell(form, form.dataset.after, "saved");
  }
  delete form.dataset.sent;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}

function allowAgain() {
  document.querySelectorAll("form[data-sent]").forEach(allow);
}

/** Starts watching all forms of the page, also those that htmx brings later. */
export function watchForms() {
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onEnter);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", allowAgain);
  window.addEventListener("online", () => unsaved.forEach((form) => form.dataset.autosave && save(form)));
  window.addEventListener("beforeunload", (event) => {
    for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
    if (unsaved.size) event.preventDefault();
  });
}
