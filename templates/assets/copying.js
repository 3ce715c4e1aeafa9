// A button that copies what stands beside it. It is shown only where it can.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).innerText);
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}
