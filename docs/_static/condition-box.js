// A field that filters the fold of conditions on the first page. Without it the fold is a plain list of links.
(() => {
  const box = document.querySelector(".condition-box");
  if (!box) return;
  const fold = box.querySelector("details");
  const groups = [...box.querySelectorAll(".condition-group")];
  const items = [...fold.querySelectorAll("li")];
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

  const field = document.createElement("input");
  Object.assign(field, { type: "search", id: "condition-field", autocomplete: "off", spellcheck: false });
  const label = document.createElement("label");
  Object.assign(label, { htmlFor: field.id, textContent: fold.querySelector("summary").textContent });
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  fold.querySelector("summary").textContent = "All conditions";
  box.prepend(label, field, told);

  const shown = () => [...new Map(items.filter((item) => !item.hidden).map((item) => {
    const link = item.querySelector("a");
    return [link.href, link];
  })).values()];

  const filter = () => {
    const asked = plain(field.value).split(" ").filter(Boolean);
    for (const item of items) item.hidden = !asked.every((word) => plain(item.textContent).includes(word));
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    fold.open = asked.length > 0;
    const found = shown().length;
    told.textContent = !asked.length ? "" : found
      ? `${found} ${found === 1 ? "condition" : "conditions"}`
      : "No condition of this name in the three groups of this review.";
  };

  field.addEventListener("input", filter);
  box.addEventListener("keydown", (event) => {
    const links = shown();
    const at = links.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === field && links.length && field.value) links[0].click();
    else if (event.key === "ArrowDown" && links.length && fold.open) links[Math.min(at + 1, links.length - 1)].focus();
    else if (event.key === "ArrowUp" && at >= 0) (at ? links[at - 1] : field).focus();
    else if (event.key === "Escape") { field.value = ""; filter(); field.focus(); }
    else return;
    event.preventDefault();
  });
})();
