// Figures as files: the drawing as SVG and PNG in the colours that are shown, and what each line of it says as CSV. Each
// tells what was found, and of which review, version and day of the evidence it is, its address and its licence.
{
  const SCALE = 3; // pixels of the PNG to one of the page
  const EDGE = 6; // of the drawing, around the words above and below it
  const SVG = "http://www.w3.org/2000/svg";
  const make = (name, given) => Object.assign(document.createElement(name), given);
  const save = (parts, type, download) =>
    make("a", { href: URL.createObjectURL(new Blob(parts, { type })), download }).click();

  function element(name, given, ...inner) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    made.append(...inner);
    return made;
  }

  // What was found is the figure's title, or the claim right before it; without either it is what it goes by.
  function words(figure) {
    const { license, publisher } = JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent);
    const before = figure.closest(".cell")?.previousElementSibling;
    const found = figure.querySelector(".figure-title") ?? before?.querySelector(":scope > .claim:only-child");
    const title = found?.cloneNode(true);
    title?.querySelector(".claim-mark")?.remove();
    const cite = figure.querySelector(".cite"), caption = figure.querySelector("figcaption summary").nextSibling;
    return {
      Title: (title?.textContent ?? cite.dataset.title).trim(),
      Description: `${figure.querySelector("svg").ariaLabel}\n${caption.textContent}`,
      Author: publisher.name,
      Comment: cite.querySelector("pre").textContent,
      Copyright: license,
    };
  }

  // Paragraphs on as many lines as they take; an address goes on behind a stroke.
  function text(paragraphs, size, weight, width) {
    const pen = make("canvas").getContext("2d"), lines = [];
    pen.font = `${weight} ${size}px sans-serif`;
    for (const said of paragraphs) {
      lines.push("");
      for (const part of said.split(/(?<=[ /])/)) {
        if (pen.measureText(lines.at(-1) + part).width > width) lines.push("");
        lines[lines.length - 1] += part;
      }
    }
    const spans = lines.map((line) => element("tspan", { x: EDGE, dy: 1.3 * size }, line.trim()));
    return [element("text", { "font-size": size, "font-weight": weight }, ...spans), 1.3 * size * lines.length + EDGE];
  }

  // Colours of the theme become what they are here, so that the file needs no style sheet.
  function drawing(figure) {
    const svg = figure.querySelector("svg"), copy = svg.cloneNode(true), { width, height: below } = svg.viewBox.baseVal;
    const style = getComputedStyle(svg), fill = getComputedStyle(document.body).backgroundColor;
    const { Title, Description, Comment, Copyright } = words(figure), sources = [Comment, `Licence: ${Copyright}`];
    const [title, above] = text([Title], 10, 600, width - 2 * EDGE);
    const [source, more] = text(sources, 6, 400, width - 2 * EDGE);
    title.setAttribute("transform", `translate(0 ${-above})`);
    source.setAttribute("transform", `translate(0 ${below})`);
    const height = above + below + more, sheet = element("rect", { y: -above, width, height, fill });
    copy.prepend(element("title", {}, Title), element("desc", {}, [Description, ...sources].join("\n")), sheet, title);
    copy.append(source);
    copy.removeAttribute("aria-label"); // the title names it
    const color = `color: ${style.color}; fill: ${style.color}; font-family: sans-serif`;
    const given = { xmlns: SVG, viewBox: `0 ${-above} ${width} ${height}`, width, height, style: color };
    for (const [key, value] of Object.entries(given)) copy.setAttribute(key, value);
    const whole = new XMLSerializer().serializeToString(copy);
    const own = (_, name) => style.getPropertyValue(name).trim() || "currentColor";
    return [whole.replace(/var\((--[\w-]+)\)/g, own), width, height];
  }

  // A part of a PNG with words, as its specification has it: length, kind and words, and the check of the two.
  function part([name, said]) {
    const inner = new TextEncoder().encode(`iTXt${name}\0\0\0\0\0${said}`);
    const whole = new DataView(new ArrayBuffer(inner.length + 8));
    let check = ~0;
    for (const byte of inner) {
      check ^= byte;
      for (let bit = 0; bit < 8; bit++) check = (check >>> 1) ^ (check & 1 && 0xedb88320);
    }
    whole.setUint32(0, inner.length - 4);
    new Uint8Array(whole.buffer).set(inner, 4);
    whole.setUint32(inner.length + 4, ~check);
    return whole;
  }

  function png(figure) {
    const [svg, width, height] = drawing(figure), image = new Image();
    image.addEventListener("load", () => {
      const canvas = make("canvas", { width: SCALE * width, height: SCALE * height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const told = Object.entries(words(figure)).map(part), start = 33; // bytes: what it is, and how large
      const whole = (drawn) => [drawn.slice(0, start), ...told, drawn.slice(start)];
      canvas.toBlob((drawn) => save(whole(drawn), "image/png", `${figure.id}.png`));
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }

  // Title, source and licence are columns, because readers of CSV take a line of remarks for the heads, or stop at it.
  function csv(figure) {
    const { Title, Comment, Copyright } = words(figure), heads = ["Line", "Address", "Figure", "Source", "Licence"];
    const lines = [...figure.querySelector("template").content.children];
    const rows = lines.map((line) => [line.textContent, line.dataset.behind, Title, Comment, Copyright]);
    const quoted = [heads, ...rows].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
    save([`\ufeff${quoted.join("\r\n")}\r\n`], "text/csv", `${figure.id}.csv`);
  }

  const KINDS = { SVG: (figure) => save([drawing(figure)[0]], "image/svg+xml", `${figure.id}.svg`), PNG: png, CSV: csv };
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
