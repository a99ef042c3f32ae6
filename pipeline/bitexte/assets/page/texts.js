// Texts: elements made of text nodes alone, marks of inline codes, folding, word differences.
const Texts = (() => {
  function el(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // ---- inline codes: ⟦1⟧…⟦/1⟧ and ⟦2/⟧; a text that has such a mark of its own has a backslash before it

  const MARK = /\\⟦(?=\/?\d)|⟦(?:\/(\d+)|(\d+)(\/)|(\d+))⟧/g;

  // The text without its marks, the codes, and where each offset of the text stands among the marks.
  function coded(marked) {
    const codes = [], cuts = []; // cuts: [offset in the text, how much further on it stands in `marked`]
    if (!marked.includes("⟦")) return { text: marked, codes, place: (offset) => offset };
    let text = "", last = 0;
    for (const found of marked.matchAll(MARK)) {
      text += marked.slice(last, found.index);
      last = found.index + found[0].length;
      if (found[0] === "\\⟦") text += "⟦";
      else {
        const [, close, alone, , open] = found;
        codes.push({ id: close ?? alone ?? open, kind: close ? "close" : alone ? "isolated" : "open", offset: text.length });
      }
      cuts.push([text.length, last - text.length]);
    }
    text += marked.slice(last);
    return { text, codes, place: (offset, end) => offset + (cuts.findLast(([at]) => (end ? at < offset : at <= offset))?.[1] ?? 0) };
  }

  const bare = (marked) => (marked.includes("⟦") ? coded(marked).text : marked);
  const marks = (marked) => (marked.match(MARK) ?? []).filter((mark) => mark !== "\\⟦");

  // `marks` with each code as `make` writes it, the text between as `plain` does; crossing and lonely halves are `begin`, `end`.
  function rewritten(marked, plain, make) {
    const { text, codes } = coded(marked), waiting = [];
    codes.forEach((code) => {
      if (code.kind === "open") waiting.push(code);
      if (code.kind !== "close") return;
      const at = waiting.findLastIndex((opened) => opened.id === code.id);
      if (at < 0) return;
      waiting[at].partner = code.partner = true;
      waiting.splice(at);
    });
    let made = "", last = 0;
    for (const code of codes) {
      const kind = code.kind === "isolated" || code.partner ? code.kind : code.kind === "open" ? "begin" : "end";
      made += plain(text.slice(last, code.offset)) + make[kind](code.id);
      last = code.offset;
    }
    return made + plain(text.slice(last));
  }

  // ---- search: accents, capitals and kinds of blanks do not count; one unit for one, so that places stay

  const SPECIAL = { "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-" };

  function fold(text) {
    return text.replace(/[^\x00-\x7f]/g, plain).toLowerCase();
  }

  function plain(letter) {
    const own = SPECIAL[letter] ?? letter.normalize("NFD")[0].toLowerCase();
    return own.length === 1 ? own : letter;
  }

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"); // outside of a set

  // ---- word differences: [text, "same" | "out" | "in"], by the longest common subsequence of words

  const MOST_CELLS = 4e6;

  function diff(before, after) {
    const old = before.match(WORDS) ?? [], now = after.match(WORDS) ?? [];
    let start = 0, end = 0;
    while (start < old.length && start < now.length && old[start] === now[start]) start++;
    while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
    const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
    return merged([...old.slice(0, start).map((word) => [word, "same"]), ...middle, ...old.slice(old.length - end).map((word) => [word, "same"])]);
  }

  const WORDS = /\s+|[\p{L}\p{M}\p{N}_]+|[^]/gu;

  function between(old, now) {
    if (old.length * now.length > MOST_CELLS) return [[old.join(""), "out"], [now.join(""), "in"]];
    const width = now.length + 1, longest = new Uint16Array((old.length + 1) * width);
    for (let i = old.length - 1; i >= 0; i--) {
      for (let j = now.length - 1; j >= 0; j--) {
        const at = i * width + j;
        longest[at] = old[i] === now[j] ? longest[at + width + 1] + 1 : Math.max(longest[at + width], longest[at + 1]);
      }
    }
    const made = [];
    let i = 0, j = 0;
    while (i < old.length || j < now.length) {
      const out = i < old.length && (j >= now.length || longest[(i + 1) * width + j] >= longest[i * width + j + 1]);
      if (i < old.length && j < now.length && old[i] === now[j]) {
        made.push([old[i++], "same"]);
        j++;
      } else made.push(out ? [old[i++], "out"] : [now[j++], "in"]);
    }
    return made;
  }

  function merged(pieces) {
    const made = [];
    for (const [text, kind] of pieces.filter(([text]) => text)) {
      if (made.at(-1)?.[1] === kind) made.at(-1)[0] += text;
      else made.push([text, kind]);
    }
    return made;
  }

  const words = (text) => text.match(/[\p{L}\p{M}\p{N}_]+(?:['’-][\p{L}\p{M}\p{N}_]+)*/gu)?.length ?? 0;

  return { el, coded, bare, marks, rewritten, fold, escaped, diff, words };
})();
