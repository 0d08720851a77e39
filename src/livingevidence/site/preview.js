// Shows each new build at the same place of the page, and in one line what was made again or what is wrong.
(async () => {
  const served = document.currentScript.dataset.build; // the build that this page was read from
  const PLACE = "preview-place";
  const marks = () => [...document.querySelectorAll("article [id]")].filter((mark) => mark.getClientRects().length);
  const top = (mark) => mark.getBoundingClientRect().top;

  // The browser keeps how far a page was scrolled at most, and not always; a reader is at a paragraph.
  function keep() {
    const near = marks().filter((mark) => top(mark) <= 0).pop() ?? marks()[0];
    const place = { page: location.pathname, id: near?.id, top: near && top(near), y: scrollY };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  }

  function restore() {
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    if (place?.page !== location.pathname || !(place.y || location.hash)) return; // a reader may be below the top by now
    const near = document.getElementById(place.id);
    scrollTo({ top: near ? scrollY + top(near) - place.top : place.y, behavior: "instant" });
  }

  history.scrollRestoration = "manual";
  if (document.readyState !== "complete") await new Promise((go) => addEventListener("load", go, { once: true }));
  restore();
  sessionStorage.removeItem(PLACE);

  const bar = document.createElement("pre");
  bar.id = "preview";
  bar.style.cssText =
    "position:fixed;z-index:99;bottom:0;left:0;right:0;margin:0;padding:.3em 1em;max-height:50vh;overflow:auto;" +
    "white-space:pre-wrap;color:#fff;background:#0b5c6b";
  for (let known = 0; ; ) {
    const answer = await fetch(`/_preview?after=${known}`).catch(() => null);
    if (!answer) {
      await new Promise((go) => setTimeout(go, 1000));
      continue;
    }
    const now = await answer.json();
    if (`${now.number}` !== served && now.shown) {
      addEventListener("pagehide", keep); // a reader scrolls on while the new page is fetched
      return location.reload();
    }
    known = now.number;
    bar.textContent = now.told;
    bar.style.background = now.wrong ? "#9b1c1c" : "#0b5c6b";
    document.body.append(bar);
  }
})();
