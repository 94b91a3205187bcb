// What is ticked stays ticked while pages are turned and words are searched: kept in this window until it is cited,
// for the person who ticked it alone. Without this only what is ticked on the page that is sent counts.

const form = document.getElementById("choose-form");
const own = `choose:${form?.dataset.who}:`;
const place = `${own}${location.pathname}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(place)) || { titles: {}, words: {} };
  } catch {
    return { titles: {}, words: {} };
  }
}

function keep(state) {
  try {
    sessionStorage.setItem(place, JSON.stringify(state));
  } catch {
    // a window that keeps nothing: as without this script
  }
}

// Somebody else signed in here before: what he ticked is nobody's business any more.
function forget() {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("choose:") && !name.startsWith(own)) sessionStorage.removeItem(name);
    }
  } catch {
    // nothing is kept
  }
}

function boxOf(id) {
  return form.querySelector(`input[type=checkbox][value="${CSS.escape(id)}"]`);
}

function show(state) {
  const line = document.getElementById("chosen-elsewhere");
  const list = line.querySelector("ul");
  const others = Object.entries(state.titles).filter(([id]) => !boxOf(id));
  line.hidden = others.length === 0;
  line.querySelector("span").textContent = others.length;
  list.replaceChildren(
    ...others.map(([id, title]) => {
      const item = document.createElement("li");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "pieces", value: id });
      const label = document.createElement("label");
      label.className = "check-label";
      box.checked = true;
      label.append(box, Object.assign(document.createElement("span"), { textContent: title }));
      item.append(label);
      return item;
    }),
  );
}

function noted(event) {
  const state = kept();
  const box = event.target;
  if (box.name === "pieces" && box.checked) state.titles[box.value] = box.labels[0].textContent.trim();
  else if (box.name === "pieces") delete state.titles[box.value];
  else if (box.name) state.words[box.name] = box.value;
  keep(state);
}

function begin() {
  forget();
  let state = kept();
  if (state.sent && !form.querySelector(".error-summary")) state = { titles: {}, words: {} };
  delete state.sent;
  for (const box of form.querySelectorAll("input[name=pieces]")) {
    if (box.value in state.titles) box.checked = true;
    else if (box.checked) state.titles[box.value] = box.labels[0].textContent.trim();
  }
  for (const [name, value] of Object.entries(state.words)) {
    const field = form.elements.namedItem(name);
    if (field && !field.value) field.value = value;
  }
  keep(state);
  show(state);
  form.addEventListener("change", noted);
  form.addEventListener("input", noted);
  form.addEventListener("submit", () => keep({ ...kept(), sent: true }));
}

if (form) begin();
