// How the search takes a query: without accents, identifiers as they stand on pages, and numbers as words of their own.
const plainQuery = (query) =>
  query
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/(?:https?:\/\/)?(?:dx\.)?doi\.org\/|\bdoi:\s*/gi, "")
    .replace(/\b(NCT|PMC)\W+(?=\d)/gi, "$1")
    .replace(/\bet al\b\.?/gi, "")
    .replace(/(\d)\s*%/g, "$1");
splitQuery = (query) =>
  [...plainQuery(query).matchAll(/\d+(?:\.\d+)+|[\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)].map(([word]) =>
    /^[\d.]+$/.test(word) ? `n${word}` : word,
  );
const parseQuery = Search._parseQuery;
Search._parseQuery = (query) => parseQuery(plainQuery(query));
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ") ?? "";
// The same query with the names that the review uses in place of others; the longest other name counts.
const otherQueries = (query) => {
  const names = Object.entries(JSON.parse(document.getElementById("other-names")?.textContent ?? "{}"));
  let queries = [` ${words(query)} `];
  for (const [name, labels] of names.sort(([a], [b]) => b.length - a.length))
    if (queries[0].includes(` ${words(name)} `))
      queries = queries.flatMap((one) => labels.map((label) => one.replace(` ${words(name)} `, ` ${label} `)));
  return queries[0] === ` ${words(query)} ` ? [] : queries;
};
// Titles and entries are looked for as the query stands, and by its words alone; what finds the better page counts.
const asItStands = Search._performSearch;
const performSearch = (query, ...terms) => {
  const [asked, plain] = [query, words(query)].map((form) => asItStands(form, ...terms));
  const best = (results) => results.at(-1)?.[4] ?? 0;
  return best(plain) > best(asked) ? plain : asked;
};
// What other names find stands after what the words themselves find; Sphinx shows results from the last on.
Search._performSearch = (query, ...terms) => {
  let results = performSearch(query, ...terms);
  const others = otherQueries(query);
  if (!results.length) others.push(query.replace(/([aou])e/gi, "$1")); // ä, ö and ü, written with two letters
  for (const other of others) {
    const known = new Set(results.map(([page]) => page));
    results = [...performSearch(...parseQuery(other)).filter(([page]) => !known.has(page)), ...results];
  }
  return results;
};
// Why nothing was found; words such as "the" are on each page, and are not looked for.
const gettext = Documentation.gettext;
Documentation.gettext = (text) => {
  if (!text.startsWith("Your search did not match")) return gettext(text);
  const [, asked] = parseQuery(plainQuery(new URLSearchParams(location.search).get("q") ?? ""));
  return asked.size
    ? "Your search did not match any page: none has all of these words. Try fewer, or another spelling."
    : "Your search did not match any page: it has only words that are not looked for, such as \u201cthe\u201d, or signs.";
};
// An excerpt keeps apart what a page shows on lines of its own, and leaves out the links to a page's parts.
const htmlToText = Search.htmlToText;
Search.htmlToText = (html, anchor) =>
  htmlToText(html.replace(/<p class="jumps">.*?<\/p>/gs, "").replace(/<\/(?:d[dt]|h\d|li|p|t[dh])>/g, " $&"), anchor);
// How many pages were found is told to those who listen.
const search = Search.performSearch;
Search.performSearch = (query) => {
  search(query);
  Search.status.setAttribute("role", "status");
};
// The first results show where the words stand; Sphinx would load the whole page of each further one for that.
let summaries = 10;
Object.defineProperty(DOCUMENTATION_OPTIONS, "SHOW_SEARCH_SUMMARY", { get: () => summaries-- > 0 });
