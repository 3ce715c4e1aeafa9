// Applicants are selected and moved by keys and by drag. Both fill in the form that is there
// without script and hand it in; what cannot be done is not in that form.

const form = document.querySelector("form[data-together]");
const select = form?.elements.namedItem("move");

if (select) {
  const counter = form.querySelector("[data-none]");
  const everybody = form.querySelector("[data-everybody]");
  const dialog = form.parentElement.querySelector("dialog.keys");
  const boxes = [...form.querySelectorAll("input[name=application_ids]")];
  const cards = [...form.querySelectorAll("[data-card]")];
  const PLACE = "place of the card in focus";

  const boxOf = (card) => card.querySelector("input[name=application_ids]");
  const cardIn = (target) => target.closest?.("[data-card]");
  const focus = (card) => card?.querySelector("a").focus();
  const visible = () => cards.filter((card) => card.checkVisibility());

  const count = () => {
    const selected = boxes.filter((box) => box.checked).length;
    counter.textContent = selected
      ? counter.dataset.some.replace("{count}", selected)
      : counter.dataset.none;
    everybody.checked = selected > 0 && selected === boxes.length;
    everybody.indeterminate = selected > 0 && selected < boxes.length;
  };

  // Those selected, or the one at hand where it is none of them.
  const move = (card, to) => {
    const option = [...select.options].find((one) => one.value && one.value === to);
    const box = card && boxOf(card);
    if (!option || (!box && !boxes.some((one) => one.checked))) return;
    if (!boxes.some((one) => one.checked)) box.checked = true;
    sessionStorage.setItem(PLACE, String(cards.indexOf(card)));
    select.value = to;
    form.requestSubmit();
  };

  form.addEventListener("change", ({ target }) => {
    if (target === everybody) for (const box of boxes) box.checked = everybody.checked;
    count();
  });
  form.querySelector("[data-keys]").addEventListener("click", () => dialog.showModal());

  document.addEventListener("keydown", (event) => {
    const card = cardIn(event.target);
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
    const among = visible();
    const at = among.indexOf(card);
    const option = [...select.options].find((one) => one.dataset.key === event.key);
    if (event.key === "j") focus(among[at + 1]);
    else if (event.key === "k") focus(among[at - 1]);
    else if (event.key === "x") boxOf(card)?.click();
    else if (event.key === "?") dialog.showModal();
    else if (option) move(card, option.value);
    else return;
    event.preventDefault();
  });

  const columns = form.querySelectorAll("[data-move]");
  if (columns.length) for (const card of cards.filter(boxOf)) card.draggable = true;
  let dragged = null;
  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = target.nodeType === Node.ELEMENT_NODE ? cardIn(target) : null;
    if (dragged) dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragend", () => {
    dragged = null;
  });
  for (const column of columns) {
    const over = (event) => {
      if (!dragged || column.contains(dragged)) return;
      event.preventDefault();
      column.toggleAttribute("data-over", true);
    };
    column.addEventListener("dragenter", over);
    column.addEventListener("dragover", over);
    column.addEventListener("dragleave", ({ relatedTarget }) => {
      if (!column.contains(relatedTarget)) column.removeAttribute("data-over");
    });
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      column.removeAttribute("data-over");
      // Whoever drags one that is not selected means that one alone.
      if (!boxOf(dragged).checked) for (const box of boxes) box.checked = box === boxOf(dragged);
      move(dragged, column.dataset.move);
    });
  }

  count();
  // After a move by key it goes on where it was.
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place && form.isConnected && !document.querySelector("[autofocus]")) focus(cards[place]);
}
