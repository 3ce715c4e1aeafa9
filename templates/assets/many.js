// Many cases in a list: how many are chosen, all at once, and keys to go through them.

import { onKeys } from "./keys.js";

const form = document.getElementById("many");

const go = (boxes, by) => {
  const at = boxes.indexOf(document.activeElement);
  boxes[at < 0 ? 0 : Math.min(Math.max(at + by, 0), boxes.length - 1)]?.focus();
};

if (form) {
  const boxes = [...document.querySelectorAll('input[form="many"][name="case"]')];
  const said = form.querySelector("[data-count]");
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    said.textContent = count ? said.dataset.some.replace("#", count) : said.dataset.none;
  };
  document.addEventListener("change", (event) => event.target.form === form && tell());
  form.querySelector("[data-all]").addEventListener("click", (event) => {
    event.preventDefault();
    const every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
    tell();
  });
  onKeys({
    j: () => go(boxes, 1),
    k: () => go(boxes, -1),
    x: () => boxes.includes(document.activeElement) && document.activeElement.click(),
  });
  tell();
}
