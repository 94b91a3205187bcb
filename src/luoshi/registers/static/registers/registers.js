// The list of a register: tick all rows of the page; how many are ticked.
const form = document.getElementById("many");
if (form) {
  const boxes = () => [...document.querySelectorAll("input[name='entry'][form='many']")];
  const all = document.querySelector("[data-tick-all]");
  const said = document.querySelector("[data-ticked]");
  const tell = () => {
    const count = boxes().filter((box) => box.checked).length;
    if (said) said.textContent = count ? `选中 ${count} 条` : "还没有选";
    if (all) all.checked = count > 0 && count === boxes().length;
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      tell();
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name='entry']")) tell();
  });
  tell();
}
