// Offers names that the hub knows while one types; every form works as well without it.
for (const field of document.querySelectorAll("[data-search]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const words = field.value.trim();
    if (words.length < 2) return;
    waiting = setTimeout(async () => {
      const answer = await fetch(`${field.dataset.search}?q=${encodeURIComponent(words)}`).catch(() => null);
      if (!answer || !answer.ok) return;
      field.list.replaceChildren(...(await answer.json()).map((name) => Object.assign(document.createElement("option"), { value: name })));
    }, 250);
  });
}
// Where names are offered one box is enough: a list beside it goes, and what was chosen there stands in the box.
for (const list of document.querySelectorAll("[data-into]")) {
  const box = document.getElementById(list.dataset.into);
  const chosen = list.value ? list.selectedOptions[0].text : "";
  box.value = list.value === "-" ? chosen : [box.value, box.value === chosen ? "" : chosen].filter(Boolean).join(", ");
  list.value = "";
  list.closest(".f").hidden = true;
}
