// How the search takes a query: without accents, addresses of DOIs by the DOI alone, and numbers as words of their own.
const plainQuery = (query) =>
  query
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/(?:https?:\/\/)?(?:dx\.)?doi\.org\/|\bdoi:\s*/gi, "")
    .replace(/(\d)\s*%/g, "$1");
splitQuery = (query) =>
  [...plainQuery(query).matchAll(/\d+(?:\.\d+)+|[\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)].map(([word]) =>
    /^[\d.]+$/.test(word) ? `n${word}` : word,
  );
const parseQuery = Search._parseQuery;
Search._parseQuery = (query) => parseQuery(plainQuery(query));
// The same query with the names that the review uses in place of others; the longest other name counts.
const otherQueries = (query) => {
  const words = (text) => ` ${text.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ") ?? ""} `;
  const names = Object.entries(JSON.parse(document.getElementById("other-names")?.textContent ?? "{}"));
  let queries = [words(query)];
  for (const [name, labels] of names.sort(([a], [b]) => b.length - a.length))
    if (queries[0].includes(words(name)))
      queries = queries.flatMap((one) => labels.map((label) => one.replace(words(name), ` ${label} `)));
  return queries[0] === words(query) ? [] : queries;
};
// What these find stands after what the words themselves find; Sphinx shows results from the last on.
const performSearch = Search._performSearch;
Search._performSearch = (query, ...terms) => {
  let results = performSearch(query, ...terms);
  for (const other of otherQueries(query)) {
    const known = new Set(results.map(([page]) => page));
    results = [...performSearch(...parseQuery(other)).filter(([page]) => !known.has(page)), ...results];
  }
  return results;
};
// The first results show where the words stand; Sphinx would load the whole page of each further one for that.
let summaries = 10;
Object.defineProperty(DOCUMENTATION_OPTIONS, "SHOW_SEARCH_SUMMARY", { get: () => summaries-- > 0 });
