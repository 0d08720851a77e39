// How long ago a source was searched, whether that is later than promised, and which results are late by now: reckoned
// here, so that no page grows old unnoticed. Without a script the page holds the days themselves.
for (const line of document.querySelectorAll(".due")) {
  const days = Math.floor((Date.now() - Date.parse(line.dataset.searched)) / 86_400_000);
  const late = days - Number(line.dataset.promised);
  const ago = days === 1 ? "1 day" : `${days} days`;
  line.append(late > 0 ? ` That was ${ago} ago: overdue by ${late}.` : ` That was ${ago} ago, as promised.`);
}
for (const day of document.querySelectorAll("[data-due]")) {
  if (Date.now() >= Date.parse(day.dataset.due)) day.append(" (overdue by today)");
}
