// Copies the name for the platform; without script or clipboard the name is there to be marked and copied by hand.
const button = document.getElementById("copy");
if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("zoom-name").textContent.trim());
    button.textContent = button.dataset.done;
  });
}
