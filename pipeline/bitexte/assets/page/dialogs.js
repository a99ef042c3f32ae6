// What opens over the page: comments, find and replace, splitting, error categories, the scorecard, exports.

// ---- comments

function comment(unit) {
  if (!unit) return;
  $("comment-text").value = commentOf(unit);
  $("comment").dataset.number = unit.number;
  $("comment").showModal();
}

function commented() {
  const unit = units[$("comment").dataset.number];
  change(unit, { comment: $("comment-text").value.trim() || undefined });
  refreshAll(unit);
}

// ---- find and replace in the English texts that are shown

const MOST_PREVIEWED = 200;
let replacements = []; // { unit, target }

function openReplace() {
  leave();
  $("replace").showModal();
  $("replace-find").focus();
  $("replace-find").select();
  preview();
}

function searched() {
  const text = $("replace-find").value;
  if (!text) return null;
  const plain = $("replace-regex").checked ? text : text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const whole = $("replace-words").checked ? `(?<![\\p{L}\\p{M}\\p{N}_])(?:${plain})(?![\\p{L}\\p{M}\\p{N}_])` : plain;
  return new RegExp(whole, $("replace-case").checked ? "gu" : "giu");
}

function preview() {
  let pattern = null, wrong = "";
  try {
    pattern = searched();
  } catch {
    wrong = "This is no regular expression";
  }
  const by = $("replace-with").value, text = $("replace-regex").checked ? by : by.replaceAll("$", "$$$$");
  replacements = !pattern ? [] : shown.map((number) => units[number]).map((unit) => ({ unit, target: targetOf(unit).replace(pattern, text) })).filter(({ unit, target }) => target !== targetOf(unit));
  $("replace-count").textContent = wrong || (pattern ? `${replacements.length} of ${shown.length} segments shown would change` : "");
  $("replace-all").disabled = !replacements.length;
  $("replace-preview").replaceChildren(...replacements.slice(0, MOST_PREVIEWED).map(({ unit, target }, at) => el("li", {},
    el("label", {}, el("input", { type: "checkbox", checked: true, "data-at": at }), ` ${unit.number + 1} `), el("span", { lang: "en" }, ...compared(targetOf(unit), target)))));
  if (replacements.length > MOST_PREVIEWED) $("replace-preview").append(el("li", {}, `… and ${replacements.length - MOST_PREVIEWED} more`));
}

function replaceAll() {
  const left = new Set([...$("replace-preview").querySelectorAll("input:not(:checked)")].map((box) => Number(box.dataset.at)));
  const chosen = replacements.filter((_, at) => !left.has(at));
  for (const { unit, target } of chosen) setTarget(unit, target);
  chosen.forEach(({ unit }) => refreshAll(unit));
  $("replace").close();
  status(`${chosen.length} segments changed: u takes each back`);
}

// ---- splitting: a caret in each text says where

function openSplit(unit) {
  if (!unit) return;
  leave();
  $("split").dataset.number = unit.number;
  const middle = (text) => {
    const ends = [...text.matchAll(/[.!?;:,]\s+|\s+/gu)].map((found) => [found.index + found[0].length, /[.!?;:]/.test(found[0]) ? 0 : 1]);
    return ends.sort((a, b) => a[1] - b[1] || Math.abs(a[0] - text.length / 2) - Math.abs(b[0] - text.length / 2))[0]?.[0] ?? text.length;
  };
  for (const [id, text] of [["split-source", unit.source], ["split-target", targetOf(unit)]]) {
    $(id).value = text;
    $(id).setSelectionRange(middle(text), middle(text));
  }
  $("split").showModal();
  $("split-source").focus();
  showSplit();
}

function showSplit() {
  const unit = units[$("split").dataset.number];
  const halves = (id, text) => [text.slice(0, $(id).selectionStart), text.slice($(id).selectionStart)];
  const [french, english] = [halves("split-source", unit.source), halves("split-target", targetOf(unit))];
  $("split-preview").replaceChildren(...[0, 1].map((at) => el("li", {}, el("span", { lang: "fr" }, french[at].trim()), " → ", el("span", { lang: "en" }, english[at].trim()))));
}

function splitHere() {
  const unit = units[$("split").dataset.number], at = [$("split-source").selectionStart, $("split-target").selectionStart];
  $("split").close();
  split(unit, ...at);
}

// ---- error categories: a key for the category, a key for the severity

const CATEGORY_KEYS = { a: "accuracy", f: "fluency", t: "terminology", s: "style" };
const GRAVITY_KEYS = { 1: "minor", 2: "major", 3: "critical" };
let category = null;

function beginError(name) {
  if (!here()) return;
  category = name;
  status(`${CATEGORIES[name]}: 1 minor, 2 major, 3 critical, 0 takes the last one back`);
}

function endError(key) {
  const unit = here(), name = category, errors = errorsOf(unit);
  category = null;
  if (key in GRAVITY_KEYS) change(unit, { errors: [...errors, { category: name, severity: GRAVITY_KEYS[key] }] });
  else if (key === "0") {
    const last = errors.findLastIndex((each) => each.category === name);
    if (last >= 0) change(unit, { errors: errors.length > 1 ? errors.toSpliced(last, 1) : undefined });
  } else return tellSaved();
  refreshAll(unit);
  status(key === "0" ? `${CATEGORIES[name]}: the last one is taken back` : `${CATEGORIES[name]}, ${GRAVITY_KEYS[key]}: noted`);
}

function scores() {
  const table = Object.keys(CATEGORIES).map((name) => {
    const counts = Object.keys(GRAVITIES).map((severity) => units.reduce((sum, unit) => sum + errorsOf(unit).filter((each) => each.category === name && each.severity === severity).length, 0));
    return [name, counts, Object.values(GRAVITIES).reduce((sum, points, at) => sum + points * counts[at], 0)];
  });
  const points = table.reduce((sum, [, , own]) => sum + own, 0);
  return { table, points, words: totals.words, done: totals.done };
}

function openScorecard() {
  const { table, points, words, done } = scores(), cell = (text) => el("td", {}, String(text)), head = (text, scope) => el("th", { scope }, text);
  const rate = (all) => (all ? (1000 * points / all).toFixed(1) : "–");
  $("scores").replaceChildren(
    el("thead", {}, el("tr", {}, ...["Category", ...Object.keys(GRAVITIES), "points"].map((text) => head(text, "col")))),
    el("tbody", {}, ...table.map(([name, counts, own]) => el("tr", {}, head(CATEGORIES[name], "row"), ...counts.map(cell), cell(own)))));
  $("score").textContent = `${points} points: ${rate(done)} for 1,000 of the ${done} French words reviewed, ${rate(words)} for 1,000 of all ${words}. A minor error is 1 point, a major one 5, a critical one 25.`;
  $("scorecard").showModal();
}

function scorecardFile() {
  const { table, points, words, done } = scores(), quoted = (text) => `"${text.replaceAll('"', '""').replace(/^[=+\-@\t\r]/, "'$&")}"`;
  const rows = [["document", "category", ...Object.keys(GRAVITIES), "points", "words", "words reviewed"], ...table.map(([name, counts, own]) => [quoted(page.document), name, ...counts, own, words, done]),
    [quoted(page.document), "all", ...Object.keys(GRAVITIES).map((_, at) => table.reduce((sum, [, counts]) => sum + counts[at], 0)), points, words, done]];
  return rows.map((row) => `${row.join(",")}\r\n`).join("");
}

// ---- export

const SCOPES = { done: (unit) => isTouched(unit) || isReviewed(unit), shown: (unit) => shownSet.has(unit.number), all: () => true };
const EXPORTS = {
  json: [".review.json", "application/json", reviewFile],
  tmx: [".reviewed.tmx", "application/x-tmx+xml", (lines) => Exports.tmx(lines, page)],
  xliff: [".reviewed.xlf", "application/x-xliff+xml", (lines) => Exports.xliff(lines, page)],
  po: [".reviewed.po", "text/x-gettext-translation", (lines) => Exports.po(lines, page)],
  text: [".en.txt", "text/plain", () => Exports.text(units.map(line))],
  tsv: [".reviewed.tsv", "text/tab-separated-values", Exports.tsv],
  jsonl: [".reviewed.jsonl", "application/jsonl", Exports.jsonl],
  scorecard: [".scorecard.csv", "text/csv", scorecardFile],
};

function scope() {
  return units.filter(SCOPES[document.querySelector("input[name=scope]:checked").value]);
}

function openExport() {
  leave();
  for (const box of document.querySelectorAll("input[name=scope]")) {
    const label = { done: "Edited or reviewed", shown: "Shown by the filters", all: "All" }[box.value];
    box.nextElementSibling.textContent = `${label} (${units.filter(SCOPES[box.value]).length})`;
  }
  for (const button of $("export").querySelectorAll("[data-export]")) button.disabled = scope().length === 0 && button.dataset.export !== "text";
  if (!$("export").open) $("export").showModal();
}

function download(kind) {
  const [suffix, type, make] = EXPORTS[kind];
  handOut(new Blob([make(scope().map(line))], { type: `${type};charset=utf-8` }), page.document.split("/").pop() + suffix);
}

function handOut(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function copyReviewFile() {
  navigator.clipboard.writeText(reviewFile(scope().map(line))).then(() => status("The review file is on the clipboard"), () => status("The browser does not give the clipboard: save the file"));
}

// ---- remarks above the segments

function remark(name, text) {
  const old = $("remarks").querySelector(`[data-remark=${name}]`);
  old?.remove();
  if (text) $("remarks").prepend(el("p", { class: "remark", "data-remark": name, role: "status" }, text));
}

function remarkOrphans() {
  const all = orphans(), texts = all.map((kept) => `${bare(kept.source ?? "?")} → ${kept.target ?? kept.comment}`);
  remark("orphans", all.length ? `${all.length} edits belong to segments whose French text has changed or is gone; the review file keeps them: ${texts.join(" | ")}` : "");
}
