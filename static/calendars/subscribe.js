// Puts the way first that fits this machine: Google on Android, Outlook on Windows; else the calendar of the phone or Mac.
const way = /Android/.test(navigator.userAgent) ? "google" : /Windows/.test(navigator.userAgent) ? "outlook" : "phone";
for (const ways of document.querySelectorAll("[data-ways]")) {
  const fitting = ways.querySelector(`[data-way="${way}"]`);
  const first = ways.firstElementChild;
  [first.className, fitting.className] = [fitting.className, first.className];
  ways.prepend(fitting);
}
