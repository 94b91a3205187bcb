// The expert's keys: one letter outside of fields goes to the link or button that bears it.
function typing(target) {
  return target.isContentEditable || target.matches("input:not([type='radio']), textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const link = document.querySelector(`[data-review-key="${CSS.escape(event.key)}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// A sheet that could not be saved is tried again while the page stands open.
setInterval(() => {
  const form = document.querySelector("#sheet[data-autosave]");
  if (!form?.querySelector("[data-saved][data-state='failed']")) return;
  form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
}, 5000);
