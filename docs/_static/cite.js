// Citations: a button that copies each, and the row, number or figure at which the page was opened in its address.
for (const cite of document.querySelectorAll("details.cite")) {
  const page = document.querySelector('link[rel="canonical"]')?.href;
  for (const text of cite.querySelectorAll("pre")) {
    if (page && location.hash) text.textContent = text.textContent.replaceAll(page, page + location.hash);
    if (!navigator.clipboard) continue; // only served safely or from this machine; else the text can be marked
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    });
    text.previousElementSibling.append(button);
  }
}
