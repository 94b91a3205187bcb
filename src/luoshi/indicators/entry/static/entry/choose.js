// "全选" over each group of boxes: the indicators of one kind of period, the schools.
const label = (boxes) => (boxes.every((box) => box.checked) ? "全不选" : "全选");

function offer(group) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  if (boxes.length < 2) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  const tell = () => (button.textContent = label(boxes));
  button.addEventListener("click", () => {
    const on = label(boxes) === "全选";
    for (const box of boxes) box.checked = on;
    boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
    tell();
  });
  group.addEventListener("change", tell);
  tell();
  group.prepend(button);
}

const LISTS = "#id_indicators, #id_schools";
for (const list of document.querySelectorAll(LISTS)) {
  if (list.querySelector(LISTS)) continue; // the frame around the list bears the same name
  const groups = [...list.children].filter((part) => part.querySelectorAll("input[type=checkbox]").length > 1);
  for (const group of groups.length ? groups : [list]) offer(group);
}
