// Tables that sort, filter and give what they show as CSV; without this script they are plain tables.
// Tables of class `together` share the bar before them; `data-by` around a table names the columns to sort by.
{
  const CONTROLS = `<label>Filter <input type="search" autocomplete="off"></label>
    <label>Sort by <select><option value="">as listed</option></select></label>
    <button type="button">Download as CSV</button> <span role="status"></span>`;
  const missing = /^(–|not |none|number not|age not|degree not|$)/;
  const order = new Intl.Collator("en", { numeric: true });
  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const make = (name, given) => Object.assign(document.createElement(name), given);
  const titleOf = (part) => part.querySelector("h1, h2, h3").firstChild.textContent.trim();
  const valueOf = (text) => Number(text.replace(/−/g, "-").replace(/\s/g, ""));

  const once = (make, made) => () => (made ??= make()); // a long table is read when somebody asks, not while it loads

  function textOf(cell) {
    let text = cell.textContent;
    for (const part of cell.querySelectorAll(".cell-label, .number-card, .more")) text = text.replace(part.textContent, "");
    return text.replace(/\s+/g, " ").trim();
  }

  function read(table) {
    const rows = [...table.tBodies[0].rows].map((row, place) => {
      const cells = once(() => [...row.cells].map(textOf));
      return { row, place, cells, words: once(() => cells().join(" ").toLowerCase()) };
    });
    const heads = [...table.tHead.rows[0].cells];
    return { body: table.tBodies[0], heads, rows, title: titleOf(table.closest("section")) };
  }

  function enhance(tables, name) {
    const parts = tables.map(read);
    const titles = parts[0].heads.map(textOf);
    const by = tables[0].closest("[data-by]")?.dataset.by.split("|") ?? titles;
    const all = parts.flatMap(({ rows }) => rows);
    const numeric = once(() =>
      titles.map((_, i) => all.every(({ cells }) => missing.test(cells()[i]) || !isNaN(valueOf(cells()[i])))),
    );
    const keys = name ? [name, `${name}.sort`] : ["filter", "sort"];

    // The page has kept a place for it, so that nothing jumps when it comes.
    const bar = (name ? tables[0].closest(".sortable") : tables[0].closest("section").parentElement).querySelector(".table-bar");
    bar.innerHTML = CONTROLS;
    const [filter, choice, save, told] = bar.querySelectorAll("input, select, button, span");
    for (const title of by) choice.append(new Option(title, slug(title)), new Option(`${title}, reversed`, `-${slug(title)}`));

    function compare(a, b, column, back) {
      const [left, right] = [a.cells()[column], b.cells()[column]];
      const absent = missing.test(left) - missing.test(right); // what is not known stands last, whichever way
      const found = numeric()[column] ? valueOf(left) - valueOf(right) : order.compare(left, right);
      return absent || (back ? -found : found) || a.place - b.place;
    }

    function show() {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const back = choice.value.startsWith("-");
      const column = titles.findIndex((title) => slug(title) === choice.value.slice(+back));
      for (const { body, heads, rows } of parts) {
        for (const part of rows) part.row.hidden = !words.every((word) => part.words().includes(word));
        if (!name) body.closest("section").hidden = rows.every(({ row }) => row.hidden);
        if (body.closest("details") && (words.length || column >= 0)) body.closest("details").open = true;
        rows.sort((a, b) => (column < 0 ? a.place - b.place : compare(a, b, column, back)));
        body.append(...rows.map(({ row }) => row));
        for (const [i, head] of heads.entries())
          if (by.includes(titles[i])) head.ariaSort = i !== column ? "none" : back ? "descending" : "ascending";
      }
      tell();
    }

    const tell = () => (told.textContent = `${all.filter(({ row }) => !row.hidden).length} of ${all.length} lines`);

    function change() {
      show();
      const address = new URL(location);
      for (const [i, { value }] of [filter, choice].entries())
        value ? address.searchParams.set(keys[i], value) : address.searchParams.delete(keys[i]);
      try {
        history.replaceState(null, "", address);
      } catch {} // some keep the address of a file
    }

    function download() {
      const lines = [["Part", ...titles, "Address"]];
      for (const { rows, title } of parts)
        for (const { row, cells } of rows.filter(({ row }) => !row.hidden)) {
          const link = row.querySelector("a.number") ?? row.querySelector('a[href$=".html"]');
          lines.push([title, ...cells(), link?.href.match(/[^/]+\/[^/]+$/)[0] ?? ""]);
        }
      const text = lines.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n");
      const href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
      make("a", { href, download: `${name || slug(titleOf(document))}.csv` }).click();
    }

    for (const head of parts.flatMap(({ heads }) => heads.filter((head) => by.includes(textOf(head))))) {
      const title = textOf(head), key = slug(title);
      const button = make("button", { type: "button", className: "table-sort", ariaLabel: `Sort by ${title}` });
      button.addEventListener("click", () => {
        choice.value = { [key]: `-${key}`, [`-${key}`]: "" }[choice.value] ?? key;
        change();
      });
      head.ariaSort = "none";
      (head.querySelector("p") ?? head).append(" ", button);
    }
    filter.addEventListener("input", change);
    choice.addEventListener("change", change);
    save.addEventListener("click", download);

    const given = new URLSearchParams(location.search);
    filter.value = given.get(keys[0]) ?? "";
    choice.value = given.get(keys[1]) ?? "";
    if (!filter.value && !choice.value) return tell();
    show();
    if (bar.closest("details")) bar.closest("details").open = true;
    if (!location.hash) bar.scrollIntoView({ behavior: "instant" });
  }

  const found = [...document.querySelectorAll("table.sortable, .sortable table")];
  const together = found.filter((table) => table.matches(".together"));
  if (together.length) enhance(together, "");
  for (const table of found.filter((table) => !together.includes(table))) {
    const inner = table.closest("section"), outer = inner.parentElement.closest("section");
    enhance([table], slug(`${outer?.parentElement.closest("section") ? titleOf(outer) : ""} ${titleOf(inner)}`));
  }
}
