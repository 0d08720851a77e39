// Cards: what stands behind a number or a citation, opened by mouse, keyboard and touch. The page carries them in a
// template (livingevidence.site.cards). A card stands right behind its link, so the next Tab leads into it; focus stays.
{
  const stored = document.getElementById("cards");
  const known = new Map([...(stored?.content.children ?? [])].map((part) => [part.dataset.for, part]));
  const GAP = 8; // pixels to the link and to the edges
  let card, link, title, timer;
  let touched = false;

  const linkOf = (target) => {
    const found = target.closest?.("a[href]");
    return found && !found.closest(".number-card") && known.has(found.getAttribute("href")) ? found : null;
  };

  function place() {
    const box = link.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const outside = !box.width || box.bottom < 0 || box.top > height;
    if (outside && link !== document.activeElement) return close();
    card.hidden = outside; // a link that gets focus is scrolled into sight afterwards
    card.style.maxHeight = "";
    const below = height - box.bottom - 2 * GAP;
    const above = box.top - 2 * GAP;
    const under = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${under ? below : above}px`;
    card.style.top = `${under ? box.bottom + GAP : box.top - GAP - card.offsetHeight}px`;
    card.style.left = `${Math.max(GAP, Math.min(link.getClientRects()[0].left, width - card.offsetWidth - GAP))}px`;
  }

  function close() {
    clearTimeout(timer);
    if (!card) return;
    card.remove();
    link.removeAttribute("aria-describedby");
    if (title) link.title = title;
    card = link = null;
  }

  // A fold that cite.js fills; the title is what the card says, down to the result in bold.
  function cite() {
    const lines = [...card.children];
    const result = lines.findIndex((line) => line.firstElementChild?.matches("b") && line.textContent === line.firstElementChild.textContent);
    const fold = document.createElement("details");
    fold.className = "cite";
    fold.dataset.of = link.href;
    fold.dataset.title = lines.slice(0, Math.max(1, result) + 1).map((line) => line.textContent.trim()).join("; ");
    fold.append(Object.assign(document.createElement("summary"), { textContent: "Cite this number" }));
    return fold;
  }

  function open(wanted) {
    clearTimeout(timer);
    if (link === wanted) return;
    close();
    link = wanted;
    title = link.title;
    link.removeAttribute("title"); // else the browser lays its own hint over the card
    card = document.createElement("div");
    card.className = "number-card";
    card.id = "number-card";
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", `What stands behind ${link.textContent}`);
    card.append(...document.importNode(known.get(link.getAttribute("href")), true).childNodes);
    if (!link.pathname.endsWith("/references.html")) card.append(cite());
    card.addEventListener("toggle", place, true);
    link.after(card);
    link.setAttribute("aria-describedby", card.id);
    place();
  }

  const later = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };

  if (known.size) {
    document.addEventListener("pointerdown", (event) => {
      touched = event.pointerType !== "mouse";
      if (card && !card.contains(event.target) && linkOf(event.target) !== link) close();
    });
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse") return;
      const wanted = linkOf(event.target);
      if (wanted) later(() => card?.contains(document.activeElement) || open(wanted), 150); // it is in use
      else if (card?.contains(event.target)) clearTimeout(timer);
      else later(() => card?.contains(document.activeElement) || link?.matches(":focus-visible") || close(), 250);
    });
    document.addEventListener("focusin", ({ target }) => {
      const wanted = linkOf(target);
      if (wanted?.matches(":focus-visible") && !touched) open(wanted);
      else if (card && !card.contains(target) && wanted !== link) close();
    });
    document.addEventListener("click", (event) => {
      const wanted = linkOf(event.target);
      if (!wanted || !touched || wanted === link) return; // the second tap follows the link
      event.preventDefault();
      open(wanted);
    });
    document.addEventListener("keydown", (event) => {
      touched = false;
      if (event.key !== "Escape" || !card) return;
      if (card.contains(document.activeElement)) link.focus();
      close();
    });
    document.addEventListener("scroll", (event) => card && !card.contains(event.target) && place(), { capture: true, passive: true });
    window.addEventListener("resize", () => card && place());
  }
}
