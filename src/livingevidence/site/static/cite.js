// Citations, made when they are asked for: of the page as it was written, with the row at which it was opened; of a
// number (cards.js) or a figure from the one template of the page. Each has a button that copies it.
{
  const site = new URL(document.documentElement.dataset.content_root ?? "./", location.href).href;
  const version = document.querySelector(".every-page .cite")?.dataset.address; // where this version stands, if known
  const latex = (text) => text.replace(/[&%#$_{}]/g, "\\$&");

  function fill(cite) {
    const of = new URL(cite.dataset.of ?? `#${cite.closest("figure").id}`, location.href);
    of.search = "";
    const path = of.href.slice(site.length);
    const parts = document.getElementById("cite-part").content.cloneNode(true);
    for (const text of parts.querySelectorAll("pre")) {
      const title = text.textContent.startsWith("@") ? latex(cite.dataset.title) : cite.dataset.title;
      const given = { title, key: path.replace(".html", "").replace(/[^\w-]+/g, "-"), address: version + path };
      text.textContent = text.textContent.replace(/⟨(\w+)⟩/g, (_, name) => given[name]);
    }
    while (cite.children[1]) cite.children[1].remove();
    cite.append(parts); // the summary stays, and with it the focus
  }

  function copy(text) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: "Copy" });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    });
    text.previousElementSibling.append(button);
  }

  document.addEventListener("toggle", ({ target: cite }) => {
    if (!cite.matches?.("details.cite") || cite.dataset.made) return;
    cite.dataset.made = "yes";
    if (cite.dataset.title) fill(cite);
    const page = version && version + location.href.split(/[?#]/)[0].slice(site.length);
    for (const text of cite.querySelectorAll("pre")) {
      if (page && location.hash && !cite.dataset.title) text.textContent = text.textContent.replaceAll(page, page + location.hash);
      if (navigator.clipboard) copy(text); // only served safely or from this machine; else the text can be marked
    }
  }, true);
}
