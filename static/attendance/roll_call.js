// Each tap on the roll call changes its own line, and what is typed narrows the lines at once. Everything works without it.
const list = document.getElementById("daftar");
const box = document.getElementById("cari");
const ticked = () => list?.querySelector(".tick :checked");
let noted = false;
list?.addEventListener("submit", async (event) => {
  const button = event.submitter, line = button?.closest("[data-line]");
  if (!line) return void (noted = true);
  event.preventDefault();
  if (line.getAttribute("aria-busy")) return;
  line.setAttribute("aria-busy", "true");
  line.querySelector(".lost")?.remove();
  const tap = new FormData(list);
  tap.set(button.name, button.value);
  const answer = await fetch(list.action, { method: "POST", body: tap, headers: { "X-Line": "1" } }).catch(() => null);
  line.removeAttribute("aria-busy");
  if (!answer?.ok || answer.redirected) {
    line.append(Object.assign(document.createElement("span"), { className: "st no lost", role: "alert", textContent: list.dataset.lost }));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("jumlah").replaceWith(page.getElementById("jumlah"));
  const fresh = page.querySelector("[data-line]");
  if (!fresh) return line.remove();
  line.replaceWith(fresh);
  fresh.querySelector("button").focus({ preventScroll: true });
});
if (list?.dataset.whole) box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of list.querySelectorAll("[data-line]")) {
    const text = ` ${line.firstElementChild.textContent.toLowerCase().replace(/\s+/g, " ")}`;
    line.hidden = !words.every((word) => text.includes(` ${word}`));
  }
  document.getElementById("tiada").hidden = !!list.querySelector("[data-line]:not([hidden])");
});
// What is ticked and not noted yet is not lost by looking for the next name: where the lines were narrowed already the page stays, else the reader is asked.
box.form.addEventListener("submit", (event) => {
  if (!list?.dataset.whole || !ticked() || !list.querySelector("[data-line]:not([hidden])")) return;
  event.preventDefault();
  box.select();
});
addEventListener("beforeunload", (event) => {
  if (!noted && ticked()) event.preventDefault();
});
addEventListener("pageshow", () => (noted = false));
