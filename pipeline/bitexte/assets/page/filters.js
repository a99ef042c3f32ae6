// Search, filters and the order of the rows.
let needle = "";
let shown = [];
let shownSet = new Set();

const BANDS = { low: [0, 0.5], middle: [0.5, 0.8], high: [0.8, 1.01] };
const FILTERS = {
  finding: {
    any: (unit) => told(unit).length > 0,
    none: (unit) => told(unit).length === 0,
    severity: (unit, name) => told(unit).some((finding) => finding.severity === name),
    check: (unit, name) => told(unit).some((finding) => finding.code === name),
  },
  term: {
    any: (unit) => unit.terms.length > 0,
    missed: (unit) => usesOf(unit).some((use) => use.honour === "missed"),
    term: (unit, number) => unit.terms.some((use) => use.term === Number(number)),
  },
  origin: { origin: (unit, name) => unit.origin === name, made: (unit) => unit.made === true },
  state: {
    open: (unit) => !isReviewed(unit), reviewed: isReviewed, edited: isEdited, conflict: isConflict, commented: (unit) => commentOf(unit) !== "",
    wrong: (unit) => errorsOf(unit).length > 0,
  },
  confidence: {
    band: (unit, name) => unit.confidence !== null && unit.confidence >= BANDS[name][0] && unit.confidence < BANDS[name][1],
    none: (unit) => unit.confidence === null,
  },
};
const GRADES = { error: 0, warning: 1, note: 2 };
const gravest = (unit) => Math.min(3, ...told(unit).map(({ severity }) => GRADES[severity]));
const ORDERS = {
  confidence: (unit) => unit.confidence ?? 2,
  state: (unit) => Number(isReviewed(unit)) * 2 + Number(isEdited(unit)),
  finding: gravest,
  origin: (unit) => Object.keys(ORIGINS).indexOf(unit.origin),
  term: (unit) => (FILTERS.term.missed(unit) ? 0 : unit.terms.length ? 1 : 2),
  length: (unit) => -unit.source.length,
};

function countedBy(lists) {
  const counts = new Map();
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) || 0) + 1);
  return counts;
}

const option = (value, label, count) => el("option", { value }, count === undefined ? label : `${label} (${count})`);

function fillFilters() {
  const terms = countedBy(units.map((unit) => unit.terms.map((use) => use.term))), origins = countedBy(page.units.map((unit) => [unit.origin]));
  const names = new Intl.Collator("fr").compare;
  const named = page.terms.map((term, number) => [number, `${term.source} → ${term.targets[0] ?? ""}`]).sort((a, b) => names(a[1], b[1]));
  $("finding").append(option("", "All findings"), option("any", "With a finding"), option("none", "Without a finding"), el("optgroup", { label: "Severity" }), el("optgroup", { label: "Check" }));
  $("term").append(option("", "All terms"), option("any", "With a term"), option("missed", "With a missing term"),
    el("optgroup", { label: "Term" }, ...named.map(([number, name]) => option(`term:${number}`, name, terms.get(number)))));
  $("origin").append(option("", "All origins"), ...[...origins.keys()].sort().map((name) => option(`origin:${name}`, ORIGINS[name] || name, origins.get(name))), option("made", "Split or joined"));
  $("state").append(option("", "All states"), option("open", "Not reviewed"), option("reviewed", "Reviewed"), option("edited", "Edited"), option("conflict", "In conflict"),
    option("commented", "With a comment"), option("wrong", "With an error category"));
  $("confidence").append(option("", "Any confidence"), option("band:low", "Under 50 %"), option("band:middle", "50 to 80 %"), option("band:high", "80 % and more"), option("none", "Not known"));
}

// The counts of findings beside their filters follow the edits.
function showCounts() {
  const [severities, checks] = $("finding").querySelectorAll("optgroup");
  const sync = (group, prefix, names, label, counts) => names.forEach((name) => {
    const value = `${prefix}:${name}`, text = `${label(name)} (${counts.get(name) ?? 0})`;
    const own = [...group.children].find((each) => each.value === value) ?? group.appendChild(el("option", { value }));
    if (own.textContent !== text) own.textContent = text;
  });
  sync(severities, "severity", Object.keys(SEVERITIES), (name) => `${SEVERITIES[name]}s`, totals.severities);
  sync(checks, "check", [...totals.codes.keys()].sort(), (name) => name, totals.codes);
  for (const name of Object.keys(SEVERITIES)) {
    const count = totals.severities.get(name) ?? 0, value = `severity:${name}`;
    const chip = $("severities").querySelector(`[data-severity=${name}]`)
      ?? $("severities").appendChild(el("button", { type: "button", class: "chip", "aria-pressed": "false", "data-severity": name, title: `Segments with ${name}s`, "aria-label": "" }, icon(name), el("span", {})));
    chip.hidden = !count && $("finding").value !== value;
    chip.lastChild.textContent = count;
    chip.setAttribute("aria-label", `${count} segments with ${name}s`);
    chip.setAttribute("aria-pressed", String($("finding").value === value));
  }
}

function filter() {
  needle = fold($("search").value.trim());
  const chosen = Object.keys(FILTERS).filter((name) => $(name).value).map((name) => {
    const [kind, ...rest] = $(name).value.split(":");
    return (unit) => FILTERS[name][kind](unit, rest.join(":"));
  });
  const wanted = /^#(\d*)$/.exec($("search").value.trim()), found = wanted && units[wanted[1] - 1];
  if (wanted) needle = "";
  shown = (found ? units : units.filter((unit) => unit === editing || (holds(unit) && chosen.every((keeps) => keeps(unit))))).map((unit) => unit.number);
  const order = ORDERS[$("order").value];
  if (order) {
    const values = units.map(order);
    shown.sort((a, b) => values[a] - values[b] || a - b);
  }
  shownSet = new Set(shown);
  hits?.clear();
  lay();
  report(chosen.length > 0 || needle !== "");
  if (found) {
    go(found.number, false);
    rows[found.number].scrollIntoView({ block: "center" });
  }
}

const holds = (unit) => !needle || fold(unit.source).includes(needle) || fold(targetOf(unit)).includes(needle);

function report(active) {
  $("count").textContent = active ? `${shown.length} of ${units.length} segments` : `${units.length} segments`;
  $("none").hidden = shown.length > 0;
  $("clear").hidden = !active;
  $("open-filters").classList.toggle("active", active);
  showCounts();
}

function clear() {
  for (const name of ["search", ...Object.keys(FILTERS)]) $(name).value = "";
  filter();
  layUntil(current);
  rows[current]?.scrollIntoView({ block: "center" });
}

const hits = window.Highlight && CSS.highlights ? new Highlight() : null;
if (hits) CSS.highlights.set("search", hits);

function markHits(made) {
  if (!hits) return;
  for (const text of made.querySelectorAll(".text")) {
    const whole = fold(text.textContent);
    for (let at = whole.indexOf(needle); at >= 0 && hits.size < MOST_HITS; at = whole.indexOf(needle, at + needle.length)) {
      hits.add(range(text, at, at + needle.length));
    }
  }
}

function range(element, start, end) {
  const made = document.createRange(), walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const next = passed + node.length;
    if (start >= passed && start < next) made.setStart(node, start - passed);
    if (end > passed && end <= next) made.setEnd(node, end - passed);
    passed = next;
  }
  return made;
}
