// The arrow keys turn to what comes before and after, where a page says what that is. Not from
// within a field, where they have a meaning of their own, and not away from what is not saved.

const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

const isTouched = (field) =>
  ["radio", "checkbox"].includes(field.type)
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;

document.addEventListener("keydown", (event) => {
  const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (modified || !WAYS[event.key] || event.target.closest("input, textarea, select")) return;
  if ([...document.querySelectorAll("input, textarea")].some(isTouched)) return;
  document.querySelector(`a[rel="${WAYS[event.key]}"]`)?.click();
});
