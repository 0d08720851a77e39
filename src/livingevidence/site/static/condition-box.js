// The box of the first page: finds a disease by any word, by a word that is spelt otherwise, and is never a dead end.
(() => {
  const box = document.querySelector(".condition-box");
  if (!box) return;
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const listed = (text) => (text ?? "").split("|").map(plain).filter(Boolean);
  const SMALL = new Set("a an and at by for from in is my of on or patient s the to with who has have".split(" "));

  const diseases = [...box.querySelector("template").content.querySelectorAll("p")].map((line) => {
    const link = line.querySelector("a");
    const names = [plain(link.textContent), ...listed(line.dataset.names)];
    const shown = [link.textContent, ...line.dataset.names.split("|").filter(Boolean)];
    const notes = new Map([...line.querySelectorAll("[data-form]")].map((form) => [plain(form.dataset.form), form.textContent]));
    const words = listed(line.dataset.words);
    return { link, names, shown, notes, groups: listed(line.dataset.groups), people: +line.dataset.people, tokens: [...names, ...words].join(" ").split(" ") };
  }).sort((a, b) => b.people - a.people); // of those that fit alike, the one of which most is known

  // Letters that must be put in, left out, changed or swapped to make one word of another.
  function apart(a, b) {
    const rows = [[...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      rows.push([i]);
      for (let j = 1; j <= b.length; j++) {
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[a.length][b.length];
  }
  const near = (word, token) => word.length > 3 && token.length > 3 &&
    apart(word, token.slice(0, Math.max(word.length, token.length - 3))) <= (word.length > 6 ? 2 : 1);

  const every = (asked, test) => (disease) => asked.every((word) => disease.tokens.some((token) => test(token, word)));
  // In order: a whole name; that of a group; all words as they are; as the start of words; of a group; nearly so; most.
  function find(phrase) {
    const asked = phrase.split(" ").filter((word) => !SMALL.has(word));
    if (!asked.length) return [];
    const ways = [
      ({ names }) => names.includes(phrase),
      ({ groups }) => groups.includes(phrase),
      every(asked, (token, word) => token === word),
      every(asked, (token, word) => token.startsWith(word) || (word.length > 3 && token.includes(word))),
      ({ groups }) => groups.some((name) => name.startsWith(phrase)),
      every(asked, (token, word) => token.startsWith(word) || near(word, token)),
    ];
    for (const way of ways) {
      const found = diseases.filter(way);
      if (found.length) return found;
    }
    const many = ({ tokens }) => asked.filter((word) => tokens.some((token) => token === word || near(word, token))).length;
    const most = Math.max(...diseases.map(many));
    return most ? diseases.filter((disease) => many(disease) === most) : [];
  }

  const make = (name, given) => Object.assign(document.createElement(name), given);
  const label = make("label", { htmlFor: "condition-field", textContent: "My patient has …" });
  const field = make("input", { type: "search", id: "condition-field", placeholder: "disease, form or site", autocomplete: "off", spellcheck: false });
  const told = make("p", {});
  const list = make("ul", {});
  told.setAttribute("role", "status");
  box.prepend(label, field, told, list);

  // What is said beside a disease that was found by another name than its own.
  function beside({ names, shown, notes }, phrase) {
    const at = names.findIndex((name) => name === phrase || name.startsWith(phrase));
    const form = notes.get(names[at]) ?? [...notes].find(([name]) => phrase.includes(name))?.[1];
    return form ?? (at > 0 ? `also called ${shown[at]}` : "");
  }

  function show() {
    const phrase = plain(field.value), found = find(phrase), search = `search.html?q=${encodeURIComponent(field.value)}`;
    list.replaceChildren(...found.map((disease) => {
      const item = make("li", {}), more = beside(disease, phrase);
      item.append(document.importNode(disease.link, true), more ? `; ${more}` : "");
      return item;
    }));
    if (!phrase) return told.replaceChildren();
    const elsewhere = make("a", { href: search, textContent: `search the whole review for “${field.value}”` });
    if (found.length === 1) told.replaceChildren(`Showing ${found[0].link.textContent}`);
    else if (found.length) told.replaceChildren(`${found.length} diseases`);
    else told.replaceChildren("No disease of this name; ", elsewhere);
  }

  field.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const links = [...box.querySelectorAll(":scope > ul a, :scope > p a")], at = links.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === field && links.length && field.value) links[0].click();
    else if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
    else if (event.key === "ArrowUp" && at >= 0) (at ? links[at - 1] : field).focus();
    else if (event.key === "Escape") { field.value = ""; show(); field.focus(); }
    else return;
    event.preventDefault();
  });
})();
