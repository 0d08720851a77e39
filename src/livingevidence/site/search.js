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
