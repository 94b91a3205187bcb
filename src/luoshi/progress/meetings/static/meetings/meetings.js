// The agenda: one button ticks every box of its kind, or of its own form; a second press takes the ticks off.
for (const button of document.querySelectorAll("[data-tick-items]")) {
  const kind = button.dataset.tickItems;
  const boxes = [
    ...document.querySelectorAll(
      kind ? `input[name="item"][data-kind="${kind}"]` : `#${button.form.id} input[name="item"]`,
    ),
  ];
  button.hidden = !boxes.length;
  button.addEventListener("click", () => {
    const on = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = on;
  });
}
