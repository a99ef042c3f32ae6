// Segments split and joined by hand. What differs from the run's own segments is kept as the texts of stretches, each a list
// of the pieces that it is cut into: ["Two sentences. ", "Made of one."].
let cuts = [];

const soundCuts = (kept) => (Array.isArray(kept) ? kept.filter((pieces) => Array.isArray(pieces) && pieces.length && pieces.every((piece) => typeof piece === "string")) : []);

// The units of the page with these stretches cut as they say; each gets its number and its key.
function recut(own, wanted) {
  const byText = new Map(wanted.map((pieces) => [pieces.join(""), pieces])), longest = Math.max(0, ...[...byText.keys()].map((text) => text.length));
  const made = [];
  for (let first = 0; first < own.length;) {
    let text = "", found = null;
    for (let last = first; byText.size && last < own.length && own[last].block === own[first].block && text.length <= longest; last++) {
      text += bare(own[last].source);
      const pieces = byText.get(text);
      if (pieces && !isCut(own.slice(first, last + 1), pieces)) found = { last, pieces };
      text += own[last].tail;
    }
    const run = found ? own.slice(first, found.last + 1) : [own[first]];
    made.push(...(found ? pieced(run, found.pieces) : run));
    first += run.length;
  }
  return numbered(made);
}

const isCut = (run, pieces) => run.length === pieces.length && run.every((unit, at) => bare(unit.source) + (at < run.length - 1 ? unit.tail : "") === pieces[at]);

function numbered(list) {
  const seen = new Map();
  list.forEach((unit, number) => {
    unit.number = number;
    if (!unit.made) {
      unit.key = unit.id;
      return;
    }
    const count = (seen.get(unit.source) ?? 0) + 1;
    seen.set(unit.source, count);
    unit.key = `new:${unit.source}${count > 1 ? `\0${count}` : ""}`;
  });
  return list;
}

// One unit of several, then cut into pieces.
function pieced(run, pieces) {
  const whole = run.reduce(together), parts = [];
  let rest = whole;
  for (const piece of pieces.slice(0, -1)) {
    const [head, tail] = apart(rest, Texts.coded(rest.source).place(piece.length, true), null);
    parts.push(head);
    rest = tail;
  }
  return [...parts, rest];
}

function together(one, other) {
  const most = Math.max(0, ...Texts.marks(one.source).map((mark) => Number(/\d+/.exec(mark)[0])));
  const shifted = (text) => text.replace(/(\\?)⟦(\/?)(\d+)(\/?)⟧/g, (mark, escape, close, id, alone) => (escape ? mark : `⟦${close}${Number(id) + most}${alone}⟧`));
  const start = one.source.length + one.tail.length, gap = one.target && other.target ? one.tail : "", from = one.target.length + gap.length;
  const grown = shifted(other.source).length === other.source.length; // else the marks have other widths: spans are given up
  const move = (span, by) => (span && grown ? [span[0] + by, span[1] + by] : null);
  return {
    ...one, id: "", made: true, source: one.source + one.tail + shifted(other.source), target: one.target + gap + shifted(other.target), tail: other.tail,
    origin: "human", engine: "", score: null, confidence: null, state: "initial", candidates: [], alternatives: [], findings: [],
    comments: [...one.comments, ...other.comments],
    terms: [...one.terms, ...(grown ? other.terms.map((use) => ({ ...use, source: move(use.source, start), target: move(use.target, from) })) : [])],
    links: [...one.links, ...(grown ? other.links.map(([source, target]) => [move(source, start), move(target, from)]) : [])],
  };
}

// A unit cut at an offset of its source and one of its target; without the latter the targets are empty.
function apart(unit, at, targetAt) {
  const half = (start, end, target, tail) => ({
    ...unit, id: "", made: true, source: unit.source.slice(start, end), target, tail, origin: "human", engine: "", score: null, confidence: null, state: "initial",
    candidates: [], alternatives: [], findings: [], links: [],
    terms: unit.terms.filter(({ source }) => source[0] >= start && source[1] <= end)
      .map((use) => ({ ...use, source: [use.source[0] - start, use.source[1] - start], target: null, honour: null })),
  });
  const left = unit.source.slice(0, at).trimEnd(), right = unit.source.slice(at).trimStart(), from = unit.source.length - right.length;
  const english = targetOf(unit), targets = targetAt === null ? ["", ""] : [english.slice(0, targetAt).trimEnd(), english.slice(targetAt).trimStart()];
  return [half(0, left.length, targets[0], unit.source.slice(left.length, from)), half(from, unit.source.length, targets[1], unit.tail)];
}

// The stretches of each block between cuts that page and list have in common, where the cuts between are others.
function currentCuts() {
  const found = [], own = blocks(page.units), now = blocks(units);
  for (const [block, mine] of own) {
    const theirs = now.get(block);
    let old = 0, fresh = 0, start = 0; // how many cuts of each are passed
    while (old < mine.ends.length) {
      const from = [old, fresh];
      do {
        if (mine.ends[old] <= theirs.ends[fresh]) old++;
        else fresh++;
      } while (mine.ends[old - 1] !== theirs.ends[fresh]);
      fresh++;
      const end = mine.ends[old - 1], inner = theirs.ends.slice(from[1], fresh - 1);
      if (old - from[0] !== fresh - from[1] || inner.some((each, at) => each !== mine.ends[from[0] + at])) {
        const borders = [start, ...inner, end], tail = theirs.list[fresh - 1].tail.length;
        found.push(borders.slice(1).map((border, at) => theirs.text.slice(borders[at], border === end ? end - tail : border)));
      }
      start = end;
    }
  }
  return found;
}

function blocks(list) {
  const found = new Map();
  for (const unit of list) {
    if (!found.has(unit.block)) found.set(unit.block, { list: [], ends: [], text: "" });
    const block = found.get(unit.block);
    block.text += bare(unit.source) + unit.tail;
    block.list.push(unit);
    block.ends.push(block.text.length);
  }
  return found;
}

function join(unit) {
  const next = unit && units[unit.number + 1];
  if (!next || next.block !== unit.block) return status("Only segments of one paragraph can be joined");
  leave();
  const targets = [targetOf(unit), targetOf(next)], made = together({ ...unit, target: targets[0] }, { ...next, target: targets[1] });
  replaceUnits(unit.number, 2, [made], `Segments ${unit.number + 1} and ${next.number + 1} are one now`);
}

function split(unit, at, targetAt) {
  const parts = apart(unit, at, targetAt);
  if (parts.some((part) => !bare(part.source).trim())) return status("There is no text on one side: nothing was split");
  replaceUnits(unit.number, 1, parts, `Segment ${unit.number + 1} is two now`);
  return true;
}

function replaceUnits(number, count, made, message) {
  const gone = units.slice(number, number + count), comment = gone.map(commentOf).filter(Boolean).join(" ");
  for (const each of gone) work.delete(each.key);
  units = numbered(units.toSpliced(number, count, ...made));
  cuts = currentCuts();
  made.forEach((each, at) => change(each, { target: each.target, from: "", comment: at ? undefined : comment || undefined }));
  relay(number, message);
}

// The segments of the run again, for the stretch that a unit made by hand is in.
function restore(unit) {
  const pieces = cuts.find((each) => each.map((piece) => piece.trim()).includes(bare(unit.source).trim()));
  if (!pieces) return;
  const texts = new Set(pieces.map((piece) => piece.trim()));
  for (const each of units) if (each.made && texts.has(bare(each.source).trim())) work.delete(each.key);
  cuts = cuts.filter((each) => each !== pieces);
  units = recut(page.units, cuts);
  unsaved = true;
  saveSoon();
  relay(Math.min(unit.number, units.length - 1), "The segments are as they came");
}
