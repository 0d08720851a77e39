// Figures as files: the drawing as SVG and PNG in the colours that are shown, and what each line of it says as CSV.
{
  const SCALE = 3; // pixels of the PNG to one of the page
  const make = (name, given) => Object.assign(document.createElement(name), given);
  const save = (href, download) => make("a", { href, download }).click();

  // Colours of the theme become what they are here, so that the file needs no style sheet.
  function drawing(figure) {
    const svg = figure.querySelector("svg"), copy = svg.cloneNode(true), box = svg.viewBox.baseVal;
    const style = getComputedStyle(svg), page = getComputedStyle(document.body).backgroundColor;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.setAttribute("style", `color: ${style.color}; fill: ${style.color}; font-family: sans-serif; background: ${page}`);
    const text = new XMLSerializer().serializeToString(copy);
    return text.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim() || "currentColor");
  }

  const address = (text, type) => URL.createObjectURL(new Blob([text], { type }));

  function png(figure) {
    const svg = figure.querySelector("svg"), image = new Image();
    const { width, height } = svg.viewBox.baseVal;
    image.addEventListener("load", () => {
      const canvas = make("canvas", { width: SCALE * width, height: SCALE * height });
      const pen = canvas.getContext("2d");
      pen.fillStyle = getComputedStyle(document.body).backgroundColor;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${figure.id}.png`);
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing(figure))}`;
  }

  function csv(figure) {
    const lines = [...figure.querySelector("template").content.children].map((line) => [line.textContent, line.dataset.behind]);
    const text = [["Line", "Address"], ...lines].map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
    save(address(`\ufeff${text.join("\r\n")}\r\n`, "text/csv"), `${figure.id}.csv`);
  }

  const KINDS = {
    SVG: (figure) => save(address(drawing(figure), "image/svg+xml"), `${figure.id}.svg`),
    PNG: png,
    CSV: csv,
  };
  for (const figure of document.querySelectorAll(".review-figure")) {
    const bar = figure.querySelector(".figure-files"); // whose place the page has kept
    bar.textContent = "Download: ";
    for (const [kind, act] of Object.entries(KINDS)) {
      const button = make("button", { type: "button", textContent: kind, ariaLabel: `Download the figure as ${kind}` });
      button.addEventListener("click", () => act(figure));
      bar.append(button, " ");
    }
  }
}
