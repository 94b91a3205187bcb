// Files in forms: uploaded one after another as they are chosen, each with a tick to keep it. Without this they come
// together with the form.

function say(block, text, bad) {
  const line = block.querySelector("[data-files-said]");
  line.textContent = text;
  line.dataset.state = bad ? "failed" : "";
}

function add(block, file) {
  const list = block.querySelector("[data-files-list]");
  const known = [...list.querySelectorAll("input")].find((box) => box.value === file.id);
  if (known) {
    known.checked = true;
    return;
  }
  const line = document.createElement("li");
  const label = document.createElement("label");
  label.className = "check-label";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: block.dataset.name, value: file.id, checked: true });
  const words = document.createElement("span");
  const name = Object.assign(document.createElement("span"), { className: "file-name", textContent: file.text });
  const size = Object.assign(document.createElement("span"), { className: "muted", textContent: file.words });
  words.append(name, " ", size);
  label.append(box, words);
  line.append(label);
  list.append(line);
  block.querySelector("[data-files-note]").hidden = false;
}

function kept(block) {
  return block.querySelectorAll("[data-files-list] input:checked").length;
}

async function send(block, input, file) {
  const form = input.form;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append(input.name, file);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "upload" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

async function take(block, input) {
  const chosen = [...input.files];
  const refused = [];
  const room = Number(block.dataset.most) - kept(block);
  if (chosen.length > room) refused.push(`最多附 ${block.dataset.most} 个文件，多出的没有上传。`);
  const wanted = chosen.slice(0, Math.max(0, room));
  block.setAttribute("aria-busy", "true");
  for (const [place, file] of wanted.entries()) {
    say(block, `正在上传 ${place + 1}/${wanted.length}…`);
    try {
      const found = await send(block, input, file);
      found.files.forEach((one) => add(block, one));
      refused.push(...found.refused);
    } catch {
      refused.push(`“${file.name}”没有传上，请检查网络后重新选择。`);
    }
  }
  block.removeAttribute("aria-busy");
  input.value = "";
  say(block, refused.join(" ") || "已上传，随表一起保存。", refused.length > 0);
  block.dispatchEvent(new Event("change", { bubbles: true }));
  const form = block.closest("form");
  form.querySelector("[name=csrfmiddlewaretoken]").dispatchEvent(new Event("input", { bubbles: true }));
}

for (const block of document.querySelectorAll("[data-files]")) {
  block.classList.add("live");
  for (const input of block.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      if (input.files.length) take(block, input);
    });
    input.addEventListener("input", (event) => event.stopPropagation());
  }
}
