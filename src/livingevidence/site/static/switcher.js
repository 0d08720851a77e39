// Versions: a list of them in the sidebar, and, on an older one and on the development version, where the newest is.
// versions.js beside the versions is written anew with each release (livingevidence.history.publish.root), so no byte
// of an old version ever changes. It is asked for only in the folder of a version: build/html alone has none.
{
  const home = new URL(document.documentElement.dataset.content_root, location.href);
  const folder = home.pathname.split("/").at(-2);
  let page = location.pathname.slice(home.pathname.length);
  if (!page || page.endsWith("/")) page += "index.html";
  if (!page.endsWith(".html")) page += ".html"; // some hosts leave it out

  const element = (name, properties, ...parts) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...parts);
    return made;
  };
  const nearest = ({ lacks }) => Object.keys(lacks).find((near) => lacks[near].includes(page));
  const way = (version, place) => {
    const found = new URL(`../${place}/${nearest(version) ?? page}`, home);
    return nearest(version) ? found.href : found.href + location.search + location.hash;
  };
  const dated = ({ name, date }) => (date ? `${name} of ${date}` : name);

  function show({ newest, versions }) {
    const last = versions.find(({ name }) => name === newest);
    const own = folder === "latest" ? newest : folder;
    const list = versions.map((version) => {
      const link = element("a", { href: way(version, version.name) }, dated(version));
      if (version.name === own) link.setAttribute("aria-current", "true");
      const notes = [version === last && "newest", nearest(version) && "without this page"].filter(Boolean);
      return element("li", {}, link, notes.length ? ` (${notes.join(", ")})` : "");
    });
    const named = own === "development" ? "Development version" : `Version ${own}`;
    const fold = element("details", {}, element("summary", {}, named), element("ul", {}, ...list));
    const nav = element("nav", { className: "versions", ariaLabel: "Versions" }, fold);
    document.querySelector(".sidebar-scroll")?.before(nav);

    if (own === newest) return;
    const banner = element("aside", { className: "version-banner", ariaLabel: "Version" });
    banner.append(own === "development" ? "This is the development version; it may change. " : `This is version ${own}. `);
    if (!last) banner.append("No version has been released yet.");
    else {
      const known = !nearest(last);
      const link = element("a", { href: way(last, "latest") }, known ? "this page in it" : "the nearest page in it");
      const changes = element("a", { href: new URL("../latest/changes.html", home).href }, "what changed");
      const gone = known ? "" : ", which no longer has this page";
      banner.append(`The newest is version ${dated(last)}${own === "development" ? "" : gone}: `, link, ", ", changes, ".");
    }
    document.querySelector(".article-container")?.prepend(banner);
  }

  if (/^(latest|development|\d{4}\.\d+\.\d+)$/.test(folder)) {
    const list = element("script", { src: new URL("../versions.js", home).href });
    list.addEventListener("load", () => show(window.reviewVersions));
    document.head.append(list);
  }
}
