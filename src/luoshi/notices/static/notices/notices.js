// Copying a text: by the button where the browser allows it, by selecting where it does not.
function selectAll(field) {
  field.focus();
  field.setSelectionRange(0, field.value.length);
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copied]");
  selectAll(field);
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand("copy")) throw new Error("refused");
    said.textContent = "已复制，到群里粘贴即可。";
  } catch {
    said.textContent = "已全部选中，请按住或按 Ctrl+C 复制。";
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
  document.getElementById(button.dataset.copy)?.addEventListener("click", (event) => selectAll(event.target));
}
