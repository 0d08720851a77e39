// Shows each new build at the same place of the page, and in one line what was made again or what is wrong.
(async () => {
  const bar = document.createElement("pre");
  bar.id = "preview";
  bar.style.cssText =
    "position:fixed;z-index:99;bottom:0;left:0;right:0;margin:0;padding:.3em 1em;max-height:50vh;overflow:auto;" +
    "white-space:pre-wrap;color:#fff;background:#0b5c6b";
  for (let known = null; ; ) {
    const answer = await fetch(`/_preview?after=${known ?? 0}`).catch(() => null);
    if (!answer) {
      await new Promise((go) => setTimeout(go, 1000));
      continue;
    }
    const now = await answer.json();
    if (known !== null && now.number !== known && now.shown) return location.reload(); // which keeps the place
    known = now.number;
    bar.textContent = now.told;
    bar.style.background = now.wrong ? "#9b1c1c" : "#0b5c6b";
    document.body.append(bar);
  }
})();
