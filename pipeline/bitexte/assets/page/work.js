// The reviewer's work, kept by the browser as it is typed.
// Texts only ever become text nodes: nothing in a document is read as markup.
const $ = (id) => document.getElementById(id);
const { el, bare, fold } = Texts;
const page = JSON.parse($("bitext").textContent);
const server = JSON.parse($("server").textContent); // what a local server told: { save, document, english, work }; null for a file
const KEY = `bitexte:${location.protocol === "file:" ? location.pathname : ""}#${page.document}`;
const DONE = new Set(["translated", "reviewed", "final"]); // what a person stands for already

let units = []; // as they stand: those of the page, some of them split or joined
// Segments go by their content: a rebuilt page finds the work on every segment that is still there.
const work = new Map(); // key of a unit -> { source, target, from, reviewed, comment, errors, before, after }
const moved = new Map(); // unit -> { key, kept }: work on a French text that stood here and is another now
let storage = null, stored = true, unsaved = false;

const isEdited = (unit) => work.get(unit.key)?.target !== undefined;
const isReviewed = (unit) => work.get(unit.key)?.reviewed ?? DONE.has(unit.state);
const commentOf = (unit) => work.get(unit.key)?.comment ?? "";
const errorsOf = (unit) => work.get(unit.key)?.errors ?? [];
const targetOf = (unit) => work.get(unit.key)?.target ?? unit.target;
// The draft that was edited is another one now.
const isStale = (unit) => isEdited(unit) && !unit.made && work.get(unit.key).from !== unit.target;
const isConflict = (unit) => isStale(unit) || moved.has(unit);
const orphans = () => {
  const known = new Set([...units.map(({ key }) => key), ...[...moved.values()].map(({ key }) => key)]);
  return [...work].filter(([key, kept]) => !known.has(key) && (kept.target !== undefined || kept.comment)).map(([key, kept]) => ({ ...kept, key, id: key.startsWith("new:") ? "" : key }));
};

// What an id says of the content: all but the number of its occurrence.
const content = (key) => (key.startsWith("new:") ? key : /#([0-9a-f]{10})(?:\.\d+)?$/.exec(key)?.[1] ?? key);
const beside = (unit) => [units[unit.number - 1], units[unit.number + 1]].map((other) => (other ? content(other.key) : ""));

function change(unit, changes) {
  const [before, after] = beside(unit), kept = { ...work.get(unit.key), ...changes, source: unit.source, before, after };
  if (kept.reviewed === DONE.has(unit.state)) kept.reviewed = undefined;
  if (kept.target === undefined && kept.reviewed === undefined && !kept.comment && !kept.errors?.length) work.delete(unit.key);
  else work.set(unit.key, kept);
  unsaved = true;
  saveSoon();
}

function saveSoon() {
  clearTimeout(save.timer);
  save.timer = setTimeout(save, 400);
}

function save() {
  clearTimeout(save.timer);
  save.timer = 0;
  try {
    if (work.size || cuts.length) storage.setItem(KEY, JSON.stringify({ units: Object.fromEntries(work), segments: cuts }));
    else storage.removeItem(KEY);
    stored = true;
  } catch {
    stored = false;
  }
  tellSaved();
}

function tellSaved() {
  if (!stored) status(server ? "Edits are not kept by this browser: save them" : "Edits are not kept by this browser: export them");
  else if (server) status(unsaved ? "Not saved yet" : "");
  else status("Kept in this browser");
}

function status(message) {
  $("saved").textContent = message;
}

// What the browser has kept, or a server knows, for the segments of this page.
function load() {
  let kept = null;
  try {
    storage = window.localStorage;
    kept = JSON.parse(storage.getItem(KEY) || "null");
  } catch {
    stored = storage !== null;
  }
  if (!stored) tellSaved();
  work.clear();
  moved.clear();
  cuts = soundCuts(kept?.segments);
  units = recut(page.units, cuts);
  cuts = currentCuts();
  if (server) loadKnown();
  carry(new Map(Object.entries(kept?.units ?? {}).map(([key, each]) => [key, sound(each)])));
}

function loadKnown() {
  const known = new Map(server.work.map((each) => [each.id, each]));
  for (const unit of units) {
    const own = known.get(unit.id), reviewed = own && DONE.has(own.state);
    if (!own || (own.target === unit.target && reviewed === DONE.has(unit.state))) continue;
    work.set(unit.key, { source: unit.source, target: own.target === unit.target ? undefined : own.target, from: unit.target, reviewed, comment: own.comment || undefined });
  }
}

function sound(kept) {
  const text = (name) => (typeof kept?.[name] === "string" ? kept[name] : undefined);
  const errors = Array.isArray(kept?.errors) ? kept.errors.filter((each) => each?.category in CATEGORIES && each?.severity in GRAVITIES) : [];
  return {
    source: text("source"), target: text("target"), from: text("from"), comment: text("comment"), before: text("before"), after: text("after"),
    reviewed: typeof kept?.reviewed === "boolean" ? kept.reviewed : undefined, errors: errors.length ? errors : undefined,
  };
}

// Puts kept work to the segments of this page. Equal texts are told apart by their neighbours; what stood where another
// French text stands now is shown there; all else is an orphan.
function carry(kept) {
  const free = new Map();
  for (const unit of units) for (const name of new Set([content(unit.key), `new:${unit.source}`])) free.set(name, [...(free.get(name) ?? []), unit]);
  const taken = new Set(), lost = [];
  const fits = (unit, each) => beside(unit).filter((name, side) => name === [each.before, each.after][side]).length;
  const wanted = [...kept].flatMap(([key, each]) => (free.get(content(key)) ?? []).map((unit) => ({ key, each, unit, fit: fits(unit, each), same: unit.key === key })));
  wanted.sort((a, b) => b.fit - a.fit || b.same - a.same || a.unit.number - b.unit.number);
  const placed = new Set();
  for (const { key, each, unit } of wanted) {
    if (taken.has(unit) || placed.has(key)) continue;
    taken.add(unit);
    placed.add(key);
    put(unit, each);
  }
  for (const [key, each] of kept) if (!placed.has(key)) lost.push([key, each]);
  for (const [key, each] of lost) {
    work.set(key, each);
    if (each.target === undefined && !each.comment) continue;
    const unit = units.find((other) => !taken.has(other) && !moved.has(other) && succeeds(other, each, fits(other, each), kept));
    if (unit) moved.set(unit, { key, kept: each });
  }
}

// A text that the run has taken over is no edit any more.
function put(unit, each) {
  const same = !unit.made && each.target === unit.target, kept = { ...each, source: unit.source, target: same ? undefined : each.target, from: same ? undefined : each.from };
  if (kept.reviewed === DONE.has(unit.state)) kept.reviewed = undefined;
  if (kept.target !== undefined || kept.reviewed !== undefined || kept.comment || kept.errors) work.set(unit.key, kept);
}

const LIKE = 0.5; // share of words from which two French texts are versions of one

function succeeds(unit, each, fit, kept) {
  if (!each.source || !fit || kept.has(unit.key)) return false;
  if (fit === 2) return true;
  const words = (text) => new Set(fold(bare(text)).match(/[\p{L}\p{N}]+/gu) ?? []);
  const old = words(each.source), now = words(unit.source);
  return [...old].filter((word) => now.has(word)).length >= LIKE * Math.max(old.size, now.size, 1);
}

// ---- saving into the reviewed memory, where a local server serves the page

async function saveToMemory() {
  if (!server) return openExport();
  leave();
  if (save.timer) save();
  const lines = units.filter(isTouched).map(line);
  let saved = false;
  $("save").disabled = true;
  status("Saving…");
  try {
    const answer = await fetch(server.save, { method: "POST", headers: { "Content-Type": "application/json" }, body: reviewFile(lines) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    unsaved = false;
    saved = true;
    status(`Saved: ${told.taken} taken into ${told.file}${told.told.length ? `, ${told.told.length} told` : ""}`);
    remark("server", told.told.length ? `Not taken, or to look at: ${told.told.join(" | ")}` : "");
  } catch (error) {
    status("Not saved");
    remark("server", `Not saved: ${error.message || "the server does not answer"}. Is “bitexte review open” still running? Export, Review file keeps the work.`);
  }
  $("save").disabled = false;
  return saved;
}

// The English document with all that is saved, made by the server.
async function exportDocument() {
  $("export").close();
  if (!await saveToMemory()) return;
  $("make-document").disabled = true;
  status("Making the document…");
  try {
    const answer = await fetch(server.document, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok) throw new Error((await answer.json()).error);
    handOut(await answer.blob(), server.english);
    status(`Made: ${server.english}`);
  } catch (error) {
    status("No document");
    remark("server", `The document was not made: ${error.message || "the server does not answer"}`);
  }
  $("make-document").disabled = false;
}

const isTouched = (unit) => work.has(unit.key);

// A unit as a line of what is exported.
function line(unit) {
  return {
    id: unit.id, block: unit.block, kind: unit.kind, tail: unit.tail, source: unit.source, target: targetOf(unit), origin: unit.origin, draft: unit.target,
    edited: isEdited(unit), reviewed: isReviewed(unit), comment: commentOf(unit), errors: errorsOf(unit),
    before: units[unit.number - 1]?.source ?? "", after: units[unit.number + 1]?.source ?? "",
  };
}

const reviewFile = (lines) => Exports.json(lines, page, { segments: cuts, orphans: orphans() });
