// Keys for the review: Enter accepts, B new person, X nobody, N later, U undo, 1 to 9 choose. Everything works without it.
const press = (id) => document.getElementById(id)?.click();
const keys = { enter: "k-ya", b: "k-baru", x: "k-bukan", n: "k-nanti", u: "k-batal" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea, button, a, summary")) return;
  const key = event.key.toLowerCase();
  const choice = document.querySelectorAll("input[name=who]")[Number(key) - 1];
  if (choice) choice.checked = true;
  else if (keys[key]) press(keys[key]);
  else return;
  event.preventDefault();
});
