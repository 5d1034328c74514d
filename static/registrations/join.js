// Offers organisations of the directory while one types; the form works as well without it.
const field = document.querySelector("[data-search]");
const list = document.getElementById("lembaga-l");
let waiting;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  const words = field.value.trim();
  if (words.length < 2) return;
  waiting = setTimeout(async () => {
    const answer = await fetch(`${field.dataset.search}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer || !answer.ok) return;
    list.replaceChildren(...(await answer.json()).map((name) => Object.assign(document.createElement("option"), { value: name })));
  }, 250);
});
