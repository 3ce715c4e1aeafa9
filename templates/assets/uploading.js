// Files are sent as soon as they are chosen, and one sees how far they have come. What is typed
// beside them goes with them, so the page that answers has it all. Without script the buttons do it.

const send = (form) => {
  const place = form.querySelector(".uploading");
  const bar = place.querySelector("progress");
  const status = place.querySelector("[role=status]");
  const sent = new FormData(form);
  sent.append("add", "yes");
  const still = [...form.querySelectorAll("button, input[type=file]")];
  still.forEach((one) => (one.disabled = true));
  bar.hidden = false;
  status.textContent = place.dataset.sends;

  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total));
  request.addEventListener("loadend", () => {
    const main = request.status === 200 && request.responseXML?.getElementById("main");
    if (main) return show(main, place.dataset.sent);
    still.forEach((one) => (one.disabled = false));
    form.querySelectorAll("input[type=file]").forEach((one) => (one.value = ""));
    bar.hidden = true;
    status.textContent = place.dataset.failed;
  });
  request.open("POST", form.action);
  request.send(sent);
};

const show = (main, said) => {
  document.getElementById("main").replaceWith(document.adoptNode(main));
  const refused = main.querySelector(".ds-error-summary");
  if (refused) return refused.focus();
  const status = main.querySelector(".uploading [role=status]");
  status.textContent = said;
  status.scrollIntoView({ block: "nearest" });
};

document.addEventListener("change", ({ target }) => {
  if (target.type === "file" && target.files.length && target.form?.matches("[data-uploads]")) {
    send(target.form);
  }
});
