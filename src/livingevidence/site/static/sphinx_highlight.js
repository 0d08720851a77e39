// Stands in for Sphinx's own file, which keeps the words of a search in the browser: nothing on a reader is stored.
const SPHINX_HIGHLIGHT_ENABLED = false;
