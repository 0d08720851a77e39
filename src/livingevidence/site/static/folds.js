// A link to what a fold holds, or to a part that opens at its heading, opens it; not every browser does so by itself.
{
  const show = () => {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folds = [wanted?.querySelector(":scope > details.section")];
    for (let fold = wanted?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
    const closed = folds.filter((fold) => fold && !fold.open);
    for (const fold of closed) fold.open = true;
    if (closed.length) wanted.scrollIntoView();
  };
  addEventListener("hashchange", show);
  show();
}
