// The page: moving, editing, pointing, keys and clicks.
let current = -1;
let editing = null;

// ---- moving

function go(number, focus = true) {
  if (!shownSet.has(number)) return;
  layUntil(number);
  const top = focus ? 0 : rows[number].getBoundingClientRect().top;
  if (current !== number) {
    rows[current]?.removeAttribute("aria-current");
    rows[current]?.setAttribute("tabindex", -1);
    current = number;
    rows[number].setAttribute("aria-current", "true");
    rows[number].setAttribute("tabindex", 0);
    fillTerms(units[number]);
  }
  if (!focus) { // stays where the pointer is, though the terms of the row before it close
    scrollBy(0, rows[number].getBoundingClientRect().top - top);
    return;
  }
  rows[number].focus({ preventScroll: true });
  rows[number].scrollIntoView({ block: "nearest" });
}

// The neighbours of the current segment in a list of those shown, in the order in which they stand on the page.
function after(list) {
  const place = shown.indexOf(current), keeps = new Set(list);
  return shown.slice(place + 1).find((number) => keeps.has(number));
}

function before(list) {
  const place = shown.indexOf(current), keeps = new Set(list);
  return shown.slice(0, Math.max(place, 0)).findLast((number) => keeps.has(number));
}

const here = () => (shownSet.has(current) ? units[current] : undefined);
const unreviewed = () => shown.filter((number) => !isReviewed(units[number]));
const withFindings = () => shown.filter((number) => told(units[number]).length);

// An arrow scrolls on while the segment is longer than the window.
function scrolls(key) {
  const box = rows[current]?.getBoundingClientRect();
  if (!box || box.bottom < 0 || box.top > innerHeight) return false;
  return (key === "ArrowDown" && box.bottom > innerHeight) || (key === "ArrowUp" && box.top < 0);
}

// ---- editing

function edit(unit, caret) {
  if (!unit || editing === unit) return;
  leave();
  go(unit.number);
  editing = unit;
  const area = el("textarea", { lang: "en", dir: "auto", spellcheck: "true", rows: 1, "aria-label": `English text of segment ${unit.number + 1}` });
  area.value = targetOf(unit);
  const given = area.value; // the browser has made line ends of its own
  area.addEventListener("input", () => { grow(area); typed(unit, area.value, given); });
  area.addEventListener("blur", () => blurred(unit));
  rows[unit.number].querySelector(".target").replaceChildren(area);
  fillSide(unit, rows[unit.number]);
  measure(unit);
  grow(area);
  area.focus({ preventScroll: true });
  area.setSelectionRange(caret ?? area.value.length, caret ?? area.value.length);
  rows[unit.number].scrollIntoView({ block: "nearest" });
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function setTarget(unit, text) {
  const same = !unit.made && (text === unit.target || text === unit.target.replace(/\r\n?/g, "\n"));
  change(unit, same ? { target: undefined, from: undefined } : { target: text, from: unit.target });
}

// What follows a key waits for the key to show: checks, counts, terms.
function typed(unit, text, given) {
  if (text === given && !isEdited(unit)) return;
  setTarget(unit, text);
  measure(unit);
  clearTimeout(typed.timer);
  typed.timer = setTimeout(() => {
    if (editing !== unit) return;
    refreshAll(unit);
    measure(unit);
  }, 120);
}

function measure(unit) {
  const count = rows[unit.number].querySelector(".side .count"), [english, french] = [bare(targetOf(unit)), bare(unit.source)];
  if (count) count.textContent = `${[...english].length} characters (French ${[...french].length}), ${Texts.words(english)} words (${Texts.words(french)})`;
}

function blurred(unit) {
  if (editing !== unit || !document.hasFocus()) return;
  if (!pointing) return leave();
  addEventListener("click", () => editing === unit && document.activeElement.tagName !== "TEXTAREA" && leave(), { once: true });
}

function leave() {
  const unit = editing;
  if (!unit) return;
  editing = null;
  refreshAll(unit);
  if (save.timer) save();
}

function undo(unit) {
  if (editing === unit) leave();
  if (!unit || (!isEdited(unit) && !unit.made)) return;
  if (unit.made) return restore(unit);
  change(unit, { target: undefined, from: undefined });
  refreshAll(unit);
  status(`Segment ${unit.number + 1} is as it came`);
}

function review(unit, reviewed) {
  if (!unit) return;
  const box = rows[unit.number].querySelector("input[data-act=reviewed]");
  if (reviewed && !targetOf(unit).trim() && unit.source.trim()) {
    status(`Segment ${unit.number + 1} has no English text: it cannot be reviewed yet`);
    box.checked = false;
    return;
  }
  change(unit, { reviewed });
  box.checked = reviewed;
  rows[unit.number].classList.toggle("reviewed", reviewed);
  tally(unit);
  progress();
}

// The wanted target of a term, at the caret.
function insertTerm(unit, number) {
  const wanted = page.terms[unit?.terms[number]?.term]?.targets[0];
  if (!wanted) return;
  edit(unit);
  const area = rows[unit.number].querySelector("textarea"), [start, end] = [area.selectionStart, area.selectionEnd];
  const gap = (mark) => (/[\p{L}\p{N}]/u.test(mark ?? "") ? " " : "");
  area.setRangeText(`${gap(area.value[start - 1])}${wanted}${gap(area.value[end])}`, start, end, "end");
  area.dispatchEvent(new Event("input"));
  area.focus();
}

function copySource(unit) {
  if (!unit) return;
  if (editing === unit) leave();
  setTarget(unit, unit.source);
  refreshAll(unit);
}

function adopt(unit) {
  const { key, kept } = moved.get(unit);
  moved.delete(unit);
  work.delete(key);
  change(unit, { target: kept.target, from: kept.target === undefined ? undefined : unit.target, comment: kept.comment, errors: kept.errors });
}

function drop(unit) {
  work.delete(moved.get(unit).key);
  moved.delete(unit);
  saveSoon();
}

// Where in the text a click fell, in UTF-16 units.
function caretAt(target, event) {
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const old = at ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = at?.offsetNode ?? old?.startContainer;
  if (!node || !target.contains(node)) return undefined;
  const range = document.createRange();
  range.setStart(target, 0);
  range.setEnd(node, at?.offset ?? old.startOffset);
  return range.toString().length;
}

// ---- pointing at words, terms and findings

function point(event) {
  const made = event.target.closest?.(".unit");
  if (!made) return unpoint();
  const unit = units[made.dataset.number];
  if (unit.links.length && !linked.has(unit)) {
    linked.add(unit);
    refresh(unit);
  }
  unpoint();
  const found = event.target.closest(".finding"), under = event.target.closest(".piece");
  if (found) heat(made, "findings", [found.dataset.finding]);
  if (under?.dataset.links) heat(made, "links", under.dataset.links.split(" "));
  if (!under?.dataset.terms) return;
  const numbers = under.dataset.terms.split(" ");
  if (!under.dataset.links) heat(made, "terms", numbers);
  showTip(under, usesOf(unit).filter((_, number) => numbers.includes(String(number))));
}

function heat(made, kind, numbers) {
  for (const each of made.querySelectorAll(`.piece[data-${kind}]`)) {
    each.classList.toggle("hot", each.dataset[kind].split(" ").some((number) => numbers.includes(number)));
  }
}

function unpoint() {
  $("tip").hidden = true;
  for (const each of document.querySelectorAll(".hot")) each.classList.remove("hot");
}

function showTip(under, uses) {
  const tip = $("tip");
  tip.replaceChildren(...uses.flatMap(describe));
  tip.hidden = false;
  const box = under.getBoundingClientRect(), own = tip.getBoundingClientRect();
  const below = box.bottom + 8 + own.height < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - own.width - 8))}px`;
  tip.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - own.height - 8)}px`;
}

function describe(use) {
  const term = page.terms[use.term];
  const told = (style, label, text) => (text ? [el("p", { class: style }, label, text)] : []);
  return [
    el("p", {}, el("strong", { lang: "fr" }, term.source), " → ", el("strong", { lang: "en" }, term.targets.join(", "))),
    ...told(use.honour === "missed" ? "missed" : "", "", HONOURS[use.honour]),
    ...told("quiet", "Never: ", term.forbidden.join(", ")), ...told("quiet", "", term.definition),
    ...told("quiet", "", term.note), ...told("quiet", "Domain: ", term.domain),
  ];
}

// ---- theme and the narrow page

const THEMES = ["auto", "light", "dark"];

function theme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  $("theme").textContent = `Theme: ${name}`;
  $("theme").dataset.name = name;
}

function nextTheme() {
  const name = THEMES[(THEMES.indexOf($("theme").dataset.name) + 1) % THEMES.length];
  theme(name);
  try {
    storage?.setItem("bitexte:theme", name);
  } catch {
    // The theme then lasts as long as the page.
  }
}

function keptTheme() {
  try {
    const name = storage?.getItem("bitexte:theme");
    return THEMES.includes(name) ? name : "auto";
  } catch {
    return "auto";
  }
}

function toggleFilters() {
  const open = $("open-filters").getAttribute("aria-expanded") !== "true";
  $("open-filters").setAttribute("aria-expanded", String(open));
  $("filters").classList.toggle("open", open);
}

function toggleChanges() {
  const on = document.body.classList.toggle("changes");
  $("changes").setAttribute("aria-pressed", String(on));
}

function goToNumber() {
  if ($("open-filters").getAttribute("aria-expanded") !== "true") toggleFilters();
  $("search").focus();
  $("search").value = "#";
}

// ---- keys and clicks

function approve(unit) {
  if (!unit) return;
  review(unit, true);
  go(after(unreviewed()) ?? unit.number);
}

const KEYS = {
  j: () => go(after(shown) ?? shown.at(-1)), k: () => go(before(shown) ?? shown[0]),
  n: () => go(after(withFindings()) ?? withFindings()[0]), N: () => go(before(withFindings()) ?? withFindings().at(-1)),
  b: () => go(after(unreviewed()) ?? unreviewed()[0]), c: () => comment(here()), C: () => copySource(here()),
  e: () => edit(here()), r: () => here() && review(here(), !isReviewed(here())), u: () => undo(here()),
  x: () => openSplit(here()), J: () => join(here()), h: openReplace, d: toggleChanges, g: goToNumber,
  "/": () => { if (!$("search").checkVisibility()) toggleFilters(); $("search").focus(); $("search").select(); }, "?": () => $("help").showModal(),
  Enter: () => approve(here()), Escape: unpoint,
};
Object.assign(KEYS, { ArrowDown: KEYS.j, ArrowUp: KEYS.k });
for (const [key, name] of Object.entries(CATEGORY_KEYS)) KEYS[key] = () => beginError(name);

let pointing = false;

function pressed(event) {
  const inField = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    return saveToMemory();
  }
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if (inField) return pressedInField(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (category && !["Shift", "Control", "Alt", "Meta"].includes(event.key)) {
    event.preventDefault();
    return endError(event.key);
  }
  if (!Object.hasOwn(KEYS, event.key)) return;
  if (event.key === "Enter" && event.target.closest?.("button, a, input")) return;
  if (event.key.startsWith("Arrow") && scrolls(event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
}

function pressedInField(event) {
  const unit = editing;
  if (event.target.id === "search" && (event.key === "Escape" || event.key === "Enter")) {
    filter();
    go(shownSet.has(current) ? current : shown[0]);
  } else if (unit && event.key === "Escape") {
    leave();
    go(unit.number);
  } else if (unit && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    leave();
    approve(unit);
  } else if (unit && event.altKey && /^Digit[1-9]$/.test(event.code)) {
    insertTerm(unit, Number(event.code.at(-1)) - 1);
  } else {
    return;
  }
  event.preventDefault();
}

const ACTS = {
  undo: (unit) => { undo(unit); go(Math.min(unit.number, units.length - 1)); },
  comment, twins: toTwins, edit,
  use: (unit, target) => {
    const { candidate, alternative } = target.dataset;
    leave();
    setTarget(unit, candidate === undefined ? unit.alternatives[alternative] : unit.candidates[candidate].target);
    refreshAll(unit);
  },
  term: (unit, target) => insertTerm(unit, Number(target.dataset.use)),
  keep: (unit) => { change(unit, { from: unit.target }); refreshAll(unit); },
  adopt: (unit) => { adopt(unit); refreshAll(unit); },
  drop: (unit) => { drop(unit); refreshAll(unit); },
};

function clicked(event) {
  const made = event.target.closest(".unit");
  if (!made) return;
  const unit = units[made.dataset.number], act = event.target.dataset.act, target = event.target.closest(".target");
  const caret = target && editing !== unit ? caretAt(target, event) : undefined;
  if (editing !== unit) go(unit.number, false);
  if (act === "reviewed") review(unit, event.target.checked);
  else if (act) ACTS[act](unit, event.target);
  else if (target && editing !== unit && getSelection().isCollapsed) edit(unit, caret);
}

function elsewhere(event) { // another tab has the same document open
  if (event.key !== KEY || editing) return;
  load();
  relay(Math.max(current, 0), "Changed in another tab");
  remarkOrphans();
}

function listen() {
  document.addEventListener("keydown", pressed);
  $("units").addEventListener("click", clicked);
  // A press on the controls of the segment being edited must not end the edit: they would be gone before the click.
  $("units").addEventListener("mousedown", (event) => { if (editing && event.target.closest(".side, .uses")) event.preventDefault(); });
  // Nothing may move between the press and the release of a button: a click would miss what it was aimed at.
  addEventListener("pointerdown", () => { pointing = true; }, true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { pointing = false; }, true);
  $("units").addEventListener("focusin", (event) => {
    const number = Number(event.target.closest(".unit")?.dataset.number);
    if (!pointing && number !== current) go(number, false);
  });
  $("units").addEventListener("pointerover", point);
  $("units").addEventListener("pointerleave", unpoint);
  addEventListener("scroll", () => { $("tip").hidden = true; }, { passive: true });
  $("search").addEventListener("input", () => { clearTimeout(filter.timer); filter.timer = setTimeout(filter, 120); });
  for (const name of [...Object.keys(FILTERS), "order"]) $(name).addEventListener("change", filter);
  $("severities").addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    const chosen = `severity:${chip.dataset.severity}`;
    $("finding").value = $("finding").value === chosen ? "" : chosen;
    filter();
  });
  const buttons = {
    "clear": clear, "keep-comment": commented, "theme": nextTheme, "open-help": KEYS["?"], "open-export": openExport, "open-filters": toggleFilters, "open-replace": openReplace,
    "changes": toggleChanges, "replace-all": replaceAll, "split-here": splitHere, "open-scorecard": openScorecard, "copy": copyReviewFile, "save": saveToMemory, "make-document": exportDocument,
  };
  for (const [id, act] of Object.entries(buttons)) $(id).addEventListener("click", act);
  $("replace").addEventListener("input", (event) => { if (!event.target.dataset.at) preview(); });
  for (const name of ["keyup", "click", "input"]) $("split").addEventListener(name, (event) => { if (event.target.tagName === "TEXTAREA") showSplit(); });
  $("export").addEventListener("change", openExport);
  for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => download(button.dataset.export));
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  addEventListener("beforeprint", () => { while (laid < shown.length) layChunk(); });
  addEventListener("storage", elsewhere);
  addEventListener("pagehide", () => { if (save.timer) save(); });
  addEventListener("beforeunload", (event) => { if (server ? unsaved : !stored && work.size) event.preventDefault(); });
}

function footer() {
  const { version, engine, package: model, glossary } = page.provenance;
  const lines = { "Made by": `Bitexte ${version}`, "Engine": engine, "Package": model, "Glossary": glossary, "French text": page.checksum };
  $("provenance").append(...Object.entries(lines).filter(([, value]) => value).flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]));
}

$("name").textContent = page.document;
$("remarks").append(...page.warnings.map((warning) => el("p", { class: "remark" }, `${warning.code}: ${warning.detail}`)));
$("save").hidden = $("make-document").hidden = !server;
load();
remarkOrphans();
theme(keptTheme());
fillFilters();
countAll();
filter();
footer();
listen();
go(0, false);
// For tests, and for who writes a bookmark.
globalThis.bitexte = { page, get units() { return units; }, found: (number, target) => Checks.found(units[number], target, page.terms) };
