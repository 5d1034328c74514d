// Each tap on the roll call changes its own line, and what is typed narrows the lines at once. Everything works without it.
const list = document.getElementById("daftar");
const box = document.getElementById("cari");
const ticked = () => [...(list?.querySelectorAll(".tick :checked") ?? [])];
const shown = () => [...(list?.querySelectorAll("[data-line]:not([hidden])") ?? [])];
let noted = false;
list?.addEventListener("submit", async (event) => {
  const button = event.submitter, line = button?.closest("[data-line]");
  if (!line) return void (noted = true);
  event.preventDefault();
  if (line.getAttribute("aria-busy")) return;
  line.setAttribute("aria-busy", "true");
  line.querySelector(".lost")?.remove();
  const tap = new FormData(list), typing = document.activeElement === box;
  tap.set(button.name, button.value);
  const answer = await fetch(list.action, { method: "POST", body: tap, headers: { "X-Line": "1" } }).catch(() => null);
  line.removeAttribute("aria-busy");
  if (!answer?.ok || answer.redirected) {
    line.append(Object.assign(document.createElement("span"), { className: "st no lost", role: "alert", textContent: list.dataset.lost }));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["jumlah", "sisa"]) {
    document.getElementById(id)?.replaceWith(page.getElementById(id));
  }
  const fresh = page.querySelector("[data-line]");
  if (!fresh) return line.remove();
  line.replaceWith(fresh);
  if (typing) box.select();
  else fresh.querySelector("button").focus({ preventScroll: true });
});
if (list?.dataset.whole) box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of list.querySelectorAll("[data-line]")) {
    const text = ` ${line.firstElementChild.textContent.toLowerCase().replace(/\s+/g, " ")}`;
    line.hidden = !words.every((word) => text.includes(` ${word}`));
  }
  document.getElementById("tiada").hidden = shown().length > 0;
});
// By keyboard: the arrows go from line to line, Escape to the box, and Enter there notes the one line that is left.
addEventListener("keydown", (event) => {
  const lines = shown(), here = event.target.closest?.("[data-line]");
  if (event.target !== box && !here) return;
  if (event.key === "Escape" && here) box.select();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = lines[lines.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)];
    (next?.querySelector("button, input") ?? box).focus();
  } else if (event.key === "Enter" && event.target === box && box.value && lines.length === 1) {
    const one = lines[0].querySelector("[name=there], [type=checkbox]");
    if (!one || !(list.dataset.whole || box.value === box.defaultValue)) return;
    if (one.type === "checkbox") one.checked = true;
    else one.click();
    box.select();
  } else return;
  event.preventDefault();
});
if (box.value && matchMedia("(pointer: fine)").matches) box.select();
// What is ticked and not noted yet goes along to another page of the same list; elsewhere the reader is asked.
for (const link of document.querySelectorAll("main nav a")) link.addEventListener("click", () => {
  const there = new URL(link.href);
  if (there.pathname !== location.pathname || !there.searchParams.has("kertas") || !ticked().length) return;
  for (const each of ticked()) there.searchParams.append("centang", each.value);
  link.href = there;
  noted = true;
});
addEventListener("beforeunload", (event) => {
  if (!noted && ticked().length) event.preventDefault();
});
addEventListener("pageshow", () => (noted = false));
