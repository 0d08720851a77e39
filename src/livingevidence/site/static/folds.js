// Folds of a phone are open where there is room. A link to what a fold holds, to a part that opens at its heading, or to a
// line of a table that opens, opens it; not every browser does so by itself.
{
  const narrow = matchMedia("(max-width: 42rem)");
  const fit = () => {
    for (const fold of document.querySelectorAll("details.phone")) fold.open = !narrow.matches;
  };
  const show = () => {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folds = [wanted?.querySelector(":scope > details.section, :scope > td > details.more")];
    for (let fold = wanted?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
    const closed = folds.filter((fold) => fold && !fold.open);
    for (const fold of closed) fold.open = true;
    if (closed.length) wanted.scrollIntoView();
  };
  if (narrow.matches) fit();
  narrow.addEventListener("change", fit);
  document.documentElement.classList.add("fitted"); // until here review.css keeps them closed, so that nothing jumps
  addEventListener("hashchange", show);
  show();
}
