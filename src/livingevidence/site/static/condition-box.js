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
  const title = fold.querySelector("summary");
  title.textContent = "All conditions";
  box.prepend(label, field, told);

  const words = new Map(items.map((item) => [item, plain(item.textContent)]));
  const named = new Map(items.map((item) => [item, plain(item.closest(".condition-group").firstElementChild.textContent)]));
  const shown = () => items.filter((item) => !item.hidden).map((item) => item.querySelector("a"));
  // A short word is the whole of a short name where there is such a name (GA), else the start of a word.
  const matches = (asked, whole) => (item) => asked.every((word) => word.length > 3
    ? words.get(item).includes(word)
    : ` ${words.get(item)}${whole ? " " : ""}`.includes(` ${word}${whole ? " " : ""}`));

  const filter = () => {
    const phrase = plain(field.value);
    const asked = phrase.split(" ").filter(Boolean);
    let found = items.filter(matches(asked, true));
    if (!found.length) found = items.filter(matches(asked, false));
    // The name of a group, as "rashes", leads to all of its conditions.
    if (!found.length) found = items.filter((item) => named.get(item).includes(phrase));
    const seen = new Set();
    for (const item of items) {
      const { href } = item.querySelector("a");
      item.hidden = !found.includes(item) || (asked.length > 0 && seen.has(href)); // in two groups, told once
      if (!item.hidden) seen.add(href);
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    fold.open = asked.length > 0 && found.length > 0;
    const many = `${seen.size} ${seen.size === 1 ? "condition" : "conditions"}`;
    title.textContent = asked.length && found.length ? "Conditions found" : "All conditions";
    told.textContent = !asked.length ? "" : found.length
      ? many
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
