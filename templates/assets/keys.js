// Single keys as a quicker way. Not from within a field, where they are letters, and not where
// somebody has turned them off in the dialog that tells what they do.

const OFF = "keys-off";
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit])";

export const onKeys = (keys) =>
  document.addEventListener("keydown", (event) => {
    const modified = event.altKey || event.ctrlKey || event.metaKey;
    if (modified || !keys[event.key] || event.target.closest(TYPED)) return;
    if (localStorage.getItem(OFF) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    keys[event.key]();
  });

const help = document.getElementById("keys");
const open = document.querySelector("[data-keys]");

const use = help?.querySelector("[data-use]");

if (use && open) {
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener("change", () =>
    use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes"),
  );
  open.hidden = false;
  open.addEventListener("click", () => help.showModal());
  onKeys({ "?": () => help.showModal() });
}

const search = document.getElementById("q");
if (search) onKeys({ "/": () => search.focus() });
