// Rows: a segment each, French and English with what is known of them.
const SEVERITIES = { error: "Error", warning: "Warning", note: "Note" };
const ORIGINS = {
  "machine": "Machine", "memory-exact": "Memory, exact", "memory-context": "Memory, in context",
  "memory-fuzzy": "Memory, fuzzy", "human": "Human",
};
const HONOURS = {
  free: "chosen by the engine unasked", annotated: "asked for in the source", hypothesis: "taken from another hypothesis",
  substituted: "put into the source before decoding", prefix: "forced while decoding",
  spliced: "put in the place of another wording", missed: "missing in the English text", edited: "stands in the edited text",
};
const CATEGORIES = { accuracy: "Accuracy", fluency: "Fluency", terminology: "Terminology", style: "Style" };
const GRAVITIES = { minor: 1, major: 5, critical: 25 }; // penalty points, as MQM counts them
const CHUNK = 30; // rows laid at a time: the first ones show at once, and the browser skips chunks out of sight
const MOST_HITS = 2000;

const icon = (severity) =>
  el("span", { class: `icon ${severity}`, title: SEVERITIES[severity], role: "img", "aria-label": SEVERITIES[severity] }, SEVERITIES[severity][0]);

// ---- findings, looked for again in an edited text

const followed = new Map(); // unit -> { target, findings }: what was found last in its edited text

function findingsOf(unit) {
  const target = targetOf(unit);
  if (target === unit.target && !unit.made) return unit.findings;
  if (followed.get(unit)?.target !== target) followed.set(unit, { target, findings: [...standingFindings(unit, target), ...live(unit, target)] });
  return followed.get(unit).findings;
}

function live(unit, target) {
  return Checks.found(unit, target, page.terms).flatMap((finding) => {
    const severity = page.severities[finding.code] ?? finding.severity;
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
}

const reproduced = new Map(); // unit -> the codes that the page finds in its draft too
// What still holds: findings that were looked for in the text as it is now.
const told = (unit) => findingsOf(unit).filter(({ old }) => !old);

// The findings of the run that the page cannot look for again; of one on the English text, as long as its words stand there.
function standingFindings(unit, target) {
  if (!reproduced.has(unit)) reproduced.set(unit, new Set(Checks.found(unit, unit.target, page.terms).map(({ code }) => code)));
  const again = reproduced.get(unit);
  const follows = (finding) => (finding.code in Checks.SEVERITIES && again.has(finding.code)) || (finding.code in Checks.SEVERITIES && finding.side === "source");
  const stands = ({ side, span }) => side === "source" || !span || span[0] === span[1] || target.includes(unit.target.slice(...span));
  return unit.findings.filter((finding) => !follows(finding) && stands(finding)).map((finding) => ({ ...finding, old: true, span: finding.side === "source" ? finding.span : null }));
}

// ---- what stands where in a text

// Spans of the translation as it came, moved to the edited text where they lie in what both begin or end with.
function mover(unit) {
  const before = unit.target, after = targetOf(unit);
  if (before === after) return (span) => span;
  const most = Math.min(before.length, after.length);
  let start = 0, end = 0;
  while (start < most && before[start] === after[start]) start++;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const shift = after.length - before.length;
  return (span) => {
    if (!span || span[1] <= start) return span;
    return span[0] >= before.length - end ? [span[0] + shift, span[1] + shift] : null;
  };
}

// The terms of a unit with where each stands in the English text as it is now.
function usesOf(unit) {
  if (!isEdited(unit)) return unit.terms;
  const { text, place } = Texts.coded(targetOf(unit)), { claims } = Checks.compliance(unit.terms, page.terms, text);
  return unit.terms.map((use, number) => {
    const span = claims[number] && [place(claims[number][0]), place(claims[number][1], true)];
    const kept = span && use.target && use.honour !== "missed";
    return { ...use, target: span, honour: !span ? "missed" : kept ? use.honour : "edited" };
  });
}

const MARK_STYLES = [
  [/[\u00a0\u202f]/g, "space"], [/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "mark"], [/(?<!\\)⟦\/?\d+\/?⟧/g, "code"],
];

function layersOf(unit, side) {
  const text = side === "source" ? unit.source : targetOf(unit);
  const moved = side === "source" ? (span) => span : mover(unit);
  const layers = [];
  const add = (kind, number, span, style) => span && span[1] > span[0] && layers.push({ kind, number, span, style });
  usesOf(unit).forEach((use, number) => add("terms", number, use[side], use.honour === "missed" ? "term missed" : "term"));
  findingsOf(unit).forEach((finding, number) => finding.side === side && add("findings", number, finding.span, finding.severity));
  if (linked.has(unit)) {
    const place = side === "source" ? 0 : 1;
    unit.links.forEach((link, number) => add("links", number, moved(link[place]), ""));
  }
  for (const [pattern, style] of MARK_STYLES) {
    for (const found of text.matchAll(pattern)) add("spaces", 0, [found.index, found.index + found[0].length], style);
  }
  return layers;
}

function decorated(text, layers) {
  const ends = new Set([0, text.length]);
  for (const { span } of layers) span.forEach((end) => ends.add(Math.max(0, Math.min(end, text.length))));
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(1).map((end, number) => piece(text.slice(sorted[number], end), layers.filter(({ span }) => span[0] <= sorted[number] && end <= span[1])));
}

function piece(text, layers) {
  if (!layers.length) return document.createTextNode(text);
  const styles = layers.map((layer) => layer.style);
  const numbers = (kind) => layers.filter((layer) => layer.kind === kind).map((layer) => layer.number).join(" ") || null;
  const name = styles.some((style) => style.startsWith("term")) ? "mark" : "span";
  const attributes = { class: ["piece", ...styles].join(" ").trim(), "data-findings": numbers("findings") };
  return el(name, { ...attributes, "data-terms": numbers("terms"), "data-links": numbers("links") }, text);
}

const compared = (before, after) => Texts.diff(before, after).map(([text, kind]) => (kind === "same" ? document.createTextNode(text) : el(kind === "in" ? "ins" : "del", {}, text)));

// ---- rows

const rows = []; // one a unit, as far as they are built
const linked = new Set(); // units whose words can be pointed at: made so when the pointer first comes
let laid = 0; // how many of those shown stand on the page

function lay() {
  laid = 0;
  $("units").replaceChildren();
  $("units").setAttribute("aria-busy", "true");
  layOn();
}

function layOn() {
  clearTimeout(layOn.timer);
  const pause = performance.now() + 12;
  do layChunk(); while (laid < shown.length && performance.now() < pause);
  if (laid < shown.length) layOn.timer = setTimeout(layOn);
  else $("units").removeAttribute("aria-busy");
}

function layChunk() {
  const made = shown.slice(laid, laid + CHUNK).map((number) => (rows[number] ??= row(units[number], number)));
  laid += made.length;
  if (made.length) $("units").append(el("div", { class: "chunk", role: "presentation" }, ...made));
  if (needle) made.forEach(markHits);
}

function layUntil(number) {
  while (laid < shown.length && !rows[number]?.isConnected) layChunk();
}

const opens = (number) => units[number - 1]?.block !== units[number].block;

function row(unit, number) {
  const made = el("div", {
    role: "listitem", class: ["unit", unit.kind, number > 0 && opens(number) ? "opens" : ""].join(" ").trim(), id: `unit-${number + 1}`, tabindex: -1, "data-number": number,
    "aria-label": `Segment ${number + 1}`,
  },
    el("div", { class: "number", title: unit.id }, String(number + 1)),
    el("div", { class: "text source", lang: "fr", dir: "auto" }, ...decorated(unit.source, layersOf(unit, "source"))),
    el("div", { class: "text target", lang: "en", dir: "auto" }, ...decorated(targetOf(unit), layersOf(unit, "target"))),
    el("div", { class: "side" }),
    unit.notes.length && opens(number) ? el("p", { class: "stands" }, unit.notes.join(" · ")) : null,
    el("div", { class: "below" }),
    unit.terms.length ? el("ul", { class: "terms uses", "aria-label": "Terms" }) : null,
    unit.candidates.length ? el("ul", { class: "terms candidates", "aria-label": "Similar translations" }, ...unit.candidates.map((found, place) => candidateLine(unit, found, place))) : null,
    unit.alternatives.length ? el("ul", { class: "terms candidates", "aria-label": "Other ways to say it" }, ...unit.alternatives.map((text, place) => alternativeLine(unit, text, place))) : null,
  );
  fillSide(unit, made);
  fillBelow(unit, made);
  return made;
}

function candidateLine(unit, found, place) {
  const use = el("button", { type: "button", "data-act": "use", "data-candidate": place, title: "Put this translation in place" }, "Use");
  return el("li", {}, el("b", {}, `${Math.min(found.similarity, 100)}\u202f%`), " ", el("span", { lang: "fr" }, ...compared(found.source, bare(unit.source))), " → ",
    el("span", { lang: "en" }, found.target), " ", use);
}

// What else the engine could say, where it was in doubt, with its differences from the draft.
function alternativeLine(unit, text, place) {
  const use = el("button", { type: "button", "data-act": "use", "data-alternative": place, title: "Put this translation in place" }, "Use");
  return el("li", {}, "or ", el("span", { lang: "en" }, ...compared(unit.target, text)), " ", use);
}

// What stands below the texts: findings, conflicts, the difference from the draft.
function fillBelow(unit, made) {
  const findings = findingsOf(unit), below = made.querySelector(".below");
  below.replaceChildren(...conflict(unit), ...difference(unit), ...(findings.length ? [el("ul", { class: "findings", "aria-label": "Findings" }, ...findings.map(findingLine))] : []));
}

function findingLine(finding, number) {
  return el("li", { class: `finding ${finding.severity}${finding.old ? " old" : ""}`, "data-finding": number, title: finding.old ? "As the run found it: not looked for again" : null },
    icon(finding.severity), el("p", {}, finding.message), el("span", { class: "check" }, finding.code));
}

function difference(unit) {
  if (!isEdited(unit) || unit.made) return [];
  return [el("p", { class: "diff", lang: "en" }, el("span", { class: "unseen" }, "Changes of the draft: "), ...compared(unit.target, targetOf(unit)))];
}

function conflict(unit) {
  const button = (act, label) => el("button", { type: "button", "data-act": act }, label);
  if (isStale(unit)) {
    return [el("div", { class: "conflict", role: "note" },
      el("p", {}, "The draft is another one since this edit. What it is now, against the edit: ", el("span", { lang: "en" }, ...compared(targetOf(unit), unit.target))),
      el("p", {}, button("keep", "Keep the edit"), " ", button("undo", "Take the new draft")))];
  }
  if (!moved.has(unit)) return [];
  const { kept } = moved.get(unit);
  return [el("div", { class: "conflict", role: "note" },
    el("p", {}, "The French has changed since this was worked on: ", el("span", { lang: "fr" }, ...compared(bare(kept.source ?? ""), bare(unit.source)))),
    kept.target === undefined ? el("p", {}, `Comment: ${kept.comment}`) : el("p", {}, "The edit was: ", el("span", { lang: "en" }, kept.target)),
    el("p", {}, button("adopt", "Use it here"), " ", button("drop", "Drop it")))];
}

function fillSide(unit, made) {
  const edited = isEdited(unit), reviewed = isReviewed(unit);
  made.classList.toggle("reviewed", reviewed);
  made.classList.toggle("changed", edited);
  const name = `segment ${unit.number + 1}`, kept = made.querySelector(".side .count")?.textContent;
  const button = (act, sign, label) => el("button", { type: "button", "data-act": act, title: label, "aria-label": `${label}: ${name}` }, sign);
  made.querySelector(".side").replaceChildren(
    el("div", { class: "line" },
      el("label", {}, el("input", { type: "checkbox", checked: reviewed, "data-act": "reviewed", "aria-label": `Reviewed: ${name}` }), "Reviewed"),
      button("edit", "✎", "Edit (e)"), button("comment", "”", "Comment (c)")),
    el("span", { title: unit.engine || null }, unit.made ? "By hand" : ORIGINS[unit.origin] || unit.origin, score(unit)),
    ...(editing === unit ? [el("span", { class: "count" }, kept ?? "")] : []),
    ...unit.comments.map(({ text, author }) => el("span", { class: "badge" }, `“${text}”${author ? ` ${author}` : ""}`)),
    ...(commentOf(unit) ? [el("span", { class: "badge" }, `“${commentOf(unit)}”`)] : []),
    ...errorsOf(unit).map(({ category, severity }) => el("span", { class: "badge stale" }, `${CATEGORIES[category]}, ${severity}`)),
    ...(edited && twins(unit).length ? [el("button", { type: "button", "data-act": "twins", title: "Other segments have the same French text" }, `Apply to ${twins(unit).length} more`)] : []),
    ...(edited ? [el("div", { class: "line" }, el("span", { class: "badge edited" }, unit.made ? "Segment by hand" : "Edited"), button("undo", "↶", unit.made ? "The segments as they came (u)" : "Undo the edit (u)"))] : []));
}

function score(unit) {
  if (unit.confidence !== null) {
    const meaning = "How likely it is that a reviewer leaves this draft as it is, by the engine's own measure";
    return el("span", { title: meaning }, ` · sure to ${Math.round(100 * unit.confidence)}\u202f%`);
  }
  if (!unit.origin.startsWith("memory")) return "";
  return el("span", { title: "Similarity of the source texts" }, ` ${Math.round(100 * unit.score)}\u202f%`);
}

// The other segments of the same French text that nobody has touched.
let bySource = null;

function twins(unit) {
  bySource ??= Map.groupBy(units, ({ source }) => source);
  return bySource.get(unit.source).filter((other) => other !== unit && targetOf(other) !== targetOf(unit) && !isReviewed(other));
}

function toTwins(unit) {
  const others = twins(unit);
  for (const other of others) change(other, { target: targetOf(unit), from: other.target });
  others.forEach(refreshAll);
  refreshAll(unit);
  status(`${others.length} more segments have this translation now`);
}

function fillTerms(unit) {
  const list = rows[unit.number]?.querySelector(".uses");
  list?.replaceChildren(...usesOf(unit).map((use, number) => {
    const term = page.terms[use.term], wanted = term.targets[0] ?? "";
    const insert = el("button", { type: "button", class: "insert", "data-act": "term", "data-use": number, lang: "en", title: `Put it in the text${number < 9 ? ` (Alt+${number + 1})` : ""}` }, wanted);
    return el("li", {}, el("b", { lang: "fr" }, term.source), " → ", wanted ? insert : "", el("span", { class: use.honour === "missed" ? "missed" : null }, ` ${HONOURS[use.honour] ?? "not known"}`));
  }));
}

function refresh(unit, sides = ["source", "target"]) {
  const made = rows[unit.number];
  if (!made) return;
  for (const side of sides) {
    if (side === "target" && editing === unit) continue;
    made.querySelector(`.${side}`).replaceChildren(...decorated(side === "source" ? unit.source : targetOf(unit), layersOf(unit, side)));
  }
  if (needle) markHits(made);
}

function refreshAll(unit) {
  const made = rows[unit.number];
  if (made) {
    refresh(unit);
    fillSide(unit, made);
    fillBelow(unit, made);
    if (unit.number === current) fillTerms(unit);
  }
  tally(unit);
  progress();
}

// All rows anew: the segments have been parted in another way.
function relay(number, message) {
  rows.length = 0;
  linked.clear();
  followed.clear();
  bySource = null;
  current = -1;
  countAll();
  filter();
  go(number);
  status(message);
}

// ---- progress and counts, kept up unit by unit

const counted = new Map(); // unit -> { words, reviewed, edited, severities, codes }
const totals = { words: 0, done: 0, reviewed: 0, edited: 0, severities: new Map(), codes: new Map() };

function countAll() {
  counted.clear();
  Object.assign(totals, { words: 0, done: 0, reviewed: 0, edited: 0, severities: new Map(), codes: new Map() });
  units.forEach(tally);
  progress();
}

function tally(unit) {
  const old = counted.get(unit), findings = told(unit), reviewed = isReviewed(unit);
  const now = {
    words: old?.words ?? Texts.words(bare(unit.source)), reviewed, edited: isEdited(unit),
    severities: new Set(findings.map(({ severity }) => severity)), codes: new Set(findings.map(({ code }) => code)),
  };
  counted.set(unit, now);
  for (const [each, sign] of [[old, -1], [now, 1]]) {
    if (!each) continue;
    totals.words += sign * each.words;
    totals.done += sign * (each.reviewed ? each.words : 0);
    totals.reviewed += sign * each.reviewed;
    totals.edited += sign * each.edited;
    for (const name of ["severities", "codes"]) for (const item of each[name]) totals[name].set(item, (totals[name].get(item) ?? 0) + sign);
  }
}

function progress() {
  $("progress").textContent = `${totals.done} of ${totals.words} words reviewed · ${totals.reviewed} of ${units.length} segments, ${totals.edited} edited`;
  $("meter").value = totals.words ? totals.done / totals.words : 0;
  showCounts();
}
