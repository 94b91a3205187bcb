// Files in parts, before the form itself is sent: each part with its place and its digest, gone on with where it
// stopped after a lost line or a reload. Without this (or without crypto) the files come together with the form.

const TRIES = 12; // with growing pauses: some ten minutes without a line

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function digest(blob) {
  return hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
}

// By which the same file is known again: when it was changed last, its first and its last part.
async function markOf(file) {
  const ends = new Blob([file.slice(0, 1 << 20), file.slice(-(1 << 20)), String(file.lastModified)]);
  return digest(ends);
}

class Refused extends Error {}

async function post(form, address, fields) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "upload" } });
  if (answer.redirected) throw new Refused("登录已过期，请另开一个窗口登录，再回来重新点一次。");
  if (answer.status === 422 || answer.status === 429) throw new Refused((await answer.json()).refused);
  if (answer.status === 507) throw new Refused("服务器磁盘空间不够，没有传完。请联系系统管理员清理磁盘，再重新上传。");
  if (answer.status === 403 || answer.status === 404) throw new Refused("这个文件不能传到这里，请刷新页面再试。");
  if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
  return answer.json();
}

function pause(turn) {
  const wait = Math.min(60000, 1000 * 2 ** turn);
  return new Promise((go) => {
    const timer = setTimeout(go, wait);
    window.addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
  });
}

// Repeats what failed for want of a line; a refusal in words is final.
async function insist(shown, work) {
  for (let turn = 0; ; turn += 1) {
    try {
      return await work();
    } catch (fault) {
      if (fault instanceof Refused || turn >= TRIES) throw fault;
      shown.say("网络断了，等恢复后从断开的地方接着传，请不要关页面……");
      await pause(turn);
    }
  }
}

async function sendFile(form, shown, file) {
  const begin = form.dataset.evidenceUpload;
  const mark = await markOf(file);
  const start = await insist(shown, () => post(form, begin, { name: file.name, size: file.size, mark }));
  let { received } = start;
  while (received < file.size) {
    shown.at(file, received);
    const part = file.slice(received, received + start.part);
    const sum = await digest(part);
    const offset = received;
    ({ received } = await insist(shown, () => post(form, `${begin}${start.id}/`, { offset, digest: sum, part })));
  }
  shown.at(file, file.size);
  return start.id;
}

function progressOf(form, files) {
  const block = form.querySelector("[data-upload-shown]");
  const [bar, line] = [block.querySelector("progress"), block.querySelector("[data-upload-said]")];
  const whole = files.reduce((sum, file) => sum + file.size, 0);
  block.hidden = false;
  const say = (text) => (line.textContent = text);
  return {
    say,
    at(file, received) {
      const before = files.slice(0, files.indexOf(file)).reduce((sum, one) => sum + one.size, 0);
      bar.value = Math.round((100 * (before + received)) / Math.max(1, whole));
      say(`正在上传第 ${files.indexOf(file) + 1} 个，共 ${files.length} 个：${file.name}（${bar.value}%）`);
    },
  };
}

async function sendAll(form, inputs) {
  const files = inputs.flatMap((input) => [...input.files]);
  const shown = progressOf(form, files);
  const refused = [];
  for (const file of files) {
    try {
      const id = await sendFile(form, shown, file);
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "uploads", value: id }));
    } catch (fault) {
      const said = fault instanceof Refused ? fault.message : `“${file.name}”没有传完，请检查网络后重新选择，会接着传。`;
      refused.push({ name: `“${file.name}”`, said });
    }
  }
  for (const input of inputs) {
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const told = together(refused);
  if (refused.length === files.length) {
    shown.say(`一个也没有传成：${told.join(" ")}`);
    return false;
  }
  // The good ones go on; the next page says which did not come.
  for (const value of told) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "refused", value }));
  }
  return true;
}

// What is refused for the same reason is told in one sentence: “甲”“乙”等 30 个文件…
function together(refused) {
  const names = new Map();
  for (const { name, said } of refused) {
    const why = said.startsWith(name) ? said.slice(name.length) : said;
    names.set(why, [...(names.get(why) ?? []), said === why ? "" : name]);
  }
  return [...names].map(([why, all]) => {
    const named = all.filter(Boolean);
    return named.slice(0, 3).join("") + (named.length > 3 ? `等 ${named.length} 个文件` : "") + why;
  });
}

// Which files are chosen, by name, and a button to leave one out.
function list(input) {
  const shown = Object.assign(document.createElement("ul"), { className: "plain evidence-chosen" });
  (input.closest(".control") ?? input).after(shown);
  const show = () => shown.replaceChildren(...[...input.files].map((file) => line(input, file)));
  input.addEventListener("change", show);
  show();
}

function line(input, file) {
  const row = Object.assign(document.createElement("li"), { className: "row-of" });
  const size = file.size < 1 << 20 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / (1 << 20)).toFixed(1)} MB`;
  const name = Object.assign(document.createElement("span"), { textContent: `${file.name}（${size}）` });
  const out = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet" });
  out.textContent = "去掉";
  out.setAttribute("aria-label", `去掉 ${file.name}`);
  out.addEventListener("click", () => {
    const left = new DataTransfer();
    for (const each of input.files) if (each !== file) left.items.add(each);
    input.files = left.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  row.append(name, out);
  return row;
}

// Files dropped anywhere on the page join those chosen; beside the box the browser would leave the page for them.
function takeDropped(form, input) {
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const mark = (on) => form.classList.toggle("is-dropping", on);
  document.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault(), mark(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || mark(false));
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(false);
    if (form.dataset.uploading) return;
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function watch(form) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  inputs.forEach(list);
  const main = inputs.find((input) => input.multiple && !input.hasAttribute("capture"));
  if (main && document.querySelectorAll("form[data-evidence-upload]").length === 1) takeDropped(form, main);
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    if (!inputs.some((input) => input.files.length) || form.dataset.uploading) {
      if (form.dataset.uploading) event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopPropagation(); // it is not sent yet
    form.dataset.uploading = "1";
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const some = await sendAll(form, inputs);
    delete form.dataset.uploading;
    button?.removeAttribute("aria-busy");
    if (some) form.requestSubmit(button);
  });
}

if (globalThis.crypto?.subtle) {
  for (const form of document.querySelectorAll("form[data-evidence-upload]")) watch(form);
}
