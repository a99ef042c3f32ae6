// The checks that follow an edit: the modules of checks/ that need no dictionary and no model, for the browser.
// A unit is { source, target, terms }, its texts with codes as marks; what is found has spans in these texts.
const Checks = (() => {
  const { coded } = Texts;
  const { WORD, REGEX_WORD, SPACE } = Patterns;
  // The codes that are looked for here, at the severity that they have in a draft.
  const SEVERITIES = {
    E001: "error", I001: "error", I002: "error", I003: "error",
    N001: "warning", N002: "warning", N003: "warning", N004: "warning", N005: "warning", N006: "warning", N007: "warning", N008: "warning", N009: "warning", N010: "warning",
    P001: "error", P002: "error", P003: "error", P004: "error", P005: "warning",
    T001: "warning", T002: "error", T003: "warning", T004: "note", V001: "warning",
    Y001: "error", Y002: "warning", Y003: "warning", Y004: "note", Y005: "warning", Y006: "warning", Y007: "note", Y008: "note",
    Y009: "warning", Y010: "note", Y011: "note", Y012: "note", Y013: "note",
  };
  const EDGES = new RegExp(`^(?:${SPACE}|[\\x1c-\\x1f])+|(?:${SPACE}|[\\x1c-\\x1f])+$`, "gu");
  const strip = (text) => text.replace(EDGES, "");
  const folded = (text) => text.toLowerCase().replaceAll("ß", "ss");
  const shown = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").trim().replace(/\s+/gu, " ").slice(0, 40);
  const none = (text) => strip(text) === "";

  function found(unit, target, terms) {
    const source = coded(unit.source), translation = coded(target);
    const pair = { source: source.text, target: translation.text, ours: source.codes, theirs: translation.codes, uses: unit.terms, terms, unmarked: source };
    const all = [];
    const tell = (code, message, span = null, side = "target") => {
      const { place } = side === "source" ? source : translation;
      all.push({ code, severity: SEVERITIES[code], message, side, span: span && [place(span[0]), place(span[1], span[1] > span[0])] });
    };
    if (none(pair.target)) {
      if (!none(pair.source)) tell("E001", "no translation");
      literals(pair, tell);
      return all;
    }
    for (const check of [amounts, inline, literals, numbers, placeholders, inTerms, typography]) check(pair, tell);
    return all;
  }

  // ---- what stands more often on one side

  function beyond(these, others, key) {
    const left = new Map();
    for (const each of others) left.set(key(each), (left.get(key(each)) ?? 0) + 1);
    return these.filter((each) => {
      left.set(key(each), (left.get(key(each)) ?? 0) - 1);
      return left.get(key(each)) < 0;
    });
  }

  const same = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);
  const shares = (one, other) => [...one].some((each) => other.has(each));

  // ---- numbers

  const DECIMAL_COMMA = /(?<![\p{Nd},.])\p{Nd}+,(?:\p{Nd}{1,2}|\p{Nd}{4,})(?![\p{Nd},])/gu;
  const DOTTED = /^\p{Nd}+\.\p{Nd}+$/u;
  const PADDED = /^00+[1-9]\p{Nd}*$/u; // the zeros belong to a code: 007
  const NEGATIVE = new RegExp(`(?<![${WORD}])(?:moins|minus|n[ée]gati(?:f|ve)s?|below|au-dessous)(?![${WORD}])`, "iu");

  function numbers({ source, target }, tell) {
    const french = masked(source), english = masked(target);
    const ours = Numbers.inDigits(french), theirs = Numbers.inDigits(english);
    inWords(source, target, pool(french, ours, theirs), pool(english, theirs, ours), tell);
    if (!ours.length && !theirs.length) return;
    values(french, english, ours, theirs, tell);
    versions(ours, theirs, tell);
    if (!NEGATIVE.test(source) && !NEGATIVE.test(target)) signs(ours, theirs, tell);
    scales(ours, theirs, tell);
    monthsOf(french, english, tell);
    for (const match of target.matchAll(DECIMAL_COMMA)) {
      if (source.includes(match[0])) tell("N003", `${match[0]} has a French decimal comma`, spanOf(match));
    }
  }

  const spanOf = (match) => [match.index, match.index + match[0].length];

  const ENTITY = /&#(?:\p{Nd}{1,7}|[xX][0-9A-Fa-f]{1,6});/gu;

  // Where each side has a number in words that the other has in no form: what one side alone has may be an idiom.
  function inWords(source, target, ours, theirs, tell) {
    const beyond = (text, others) => [...Numbers.cardinals(text)].filter(([value]) => !others.has(value)).map(([, span]) => span);
    const lost = beyond(source, theirs), added = beyond(target, ours);
    for (let at = 0; at < Math.min(lost.length, added.length); at++) {
      tell("N009", `${target.slice(...added[at])} stands for ${source.slice(...lost[at])}`, added[at]);
    }
  }

  function masked(text) {
    text = text.replace(ENTITY, (found) => "\0".repeat(found.length));
    for (const { kind, span: [start, end] } of Literals.kept(text)) {
      if (kind !== "handle") text = text.slice(0, start) + "\0".repeat(end - start) + text.slice(end);
    }
    return text;
  }

  function values(french, english, ours, theirs, tell) {
    const standing = pool(english, theirs, ours), known = pool(french, ours, theirs);
    for (const each of ours) if (each.kind !== "version" && !isKnown(each, standing)) tell("N001", `${each.text} is not in the translation`, each.span, "source");
    for (const each of theirs) if (each.kind !== "version" && !isKnown(each, known)) tell("N002", `${each.text} is not in the source`, each.span);
  }

  function pool(text, quantities, others) {
    const whole = new Set(others.flatMap((other) => [...other.values])), values = Numbers.inWords(text);
    for (const quantity of quantities) {
      for (const value of quantity.values) values.add(value);
      for (const reading of quantity.lists) {
        if (quantity.kind !== "number" || !quantity.values.size || reading.every((value) => whole.has(value))) reading.forEach((value) => values.add(value));
      }
    }
    return values;
  }

  function isKnown(quantity, values) {
    if (Numbers.known(quantity, values)) return true;
    const integers = (all) => [...all].map(Numbers.parts).filter(([, under]) => under === 1n).map(([over]) => over);
    const years = new Set(integers(values).filter((other) => other >= 1000n).map((other) => other % 100n));
    return integers(quantity.values).some((value) => years.has(value) || (value >= 1000n && value <= 2100n && values.has(`${value % 100n}/1`)));
  }

  const letters = (quantity) => folded(quantity.text).replace(/^v/, "");

  function versions(ours, theirs, tell) {
    const standing = new Set(theirs.map(letters)), known = new Set(ours.map(letters));
    for (const each of ours) {
      const dotted = each.kind === "number" && DOTTED.test(each.text), version = each.kind === "version" || PADDED.test(each.text);
      if (standing.has(letters(each)) || !(version || dotted)) continue;
      const shortened = theirs.some((other) => shares(each.values, other.values) && DOTTED.test(other.text));
      if (version || shortened) tell("N004", `${each.text} is not in the translation`, each.span, "source");
    }
    for (const each of theirs) if (each.kind === "version" && !known.has(letters(each))) tell("N004", `${each.text} is not in the source`, each.span);
  }

  function signs(ours, theirs, tell) {
    for (const [quantities, others, side] of [[ours, theirs, "source"], [theirs, ours, "target"]]) {
      for (const each of quantities) {
        const equal = others.filter((other) => shares(each.values, other.values));
        if (!each.negative || !equal.length || equal.some((other) => other.negative)) continue;
        tell("N005", `-${each.text} has no minus sign in the ${side === "target" ? "source" : "translation"}`, [each.span[0] - 1, each.span[1]], side);
      }
    }
  }

  function scales(ours, theirs, tell) {
    for (const each of ours) {
      const beside = theirs.find((other) => each.scaled.size && other.scaled.size && shares(each.values, other.values));
      if (beside && !theirs.some((other) => shares(each.scaled, other.scaled))) tell("N010", `${each.text} counts something else in the translation`, beside.span);
    }
  }

  function monthsOf(french, english, tell) {
    const standing = new Set([...Numbers.monthNames(english)].map(Numbers.whole));
    for (const each of Numbers.inDigits(english)) if (each.kind === "date") each.lists[0].forEach((part) => standing.add(part));
    for (const [month, span] of Numbers.months(french)) {
      if (standing.size && !standing.has(Numbers.whole(month))) tell("N006", `${french.slice(...span)} is another month in the translation`, span, "source");
    }
    const named = new Set([...Numbers.months(english).keys()].map(Numbers.whole)), over = (value) => Numbers.parts(value)[0];
    for (const date of named.size ? Numbers.inDigits(french) : []) {
      if (date.kind !== "date" || date.lists[0].length < 3) continue;
      const [first, second, year] = date.lists[0];
      if (over(year) > 12n && named.has(first) && !named.has(second) && over(second) <= 12n) tell("N006", `${date.text} is another day in the translation: French puts it first`, date.span, "source");
    }
  }

  function amounts({ source, target }, tell) {
    if (!/\p{Nd}|[²³¹⁰⁴-⁹₀-₉①-⑨]/u.test(source) || !/\p{Nd}|[²³¹⁰⁴-⁹₀-₉①-⑨]/u.test(target)) return;
    for (const [code, read] of [["N007", Numbers.currencies], ["N008", Numbers.measures]]) {
      const theirs = read(target), named = theirs.some(({ names }) => names.length);
      for (const amount of read(source)) {
        const equal = amount.names.length ? theirs.filter((each) => shares(amount.quantity.values, each.quantity.values)) : [];
        if (!equal.length || equal.some((each) => each.names.some((name) => amount.names.includes(name)))) continue;
        const text = source.slice(...amount.span), other = equal.find(({ names }) => names.length);
        if (other) tell(code, `${text} is ${target.slice(...other.span)} in the translation`, amount.span, "source");
        else if (code === "N007" && !named && !amount.names.some((name) => folded(target).includes(name))) {
          tell(code, `${text} has no currency in the translation`, amount.span, "source");
        }
      }
    }
  }

  // ---- literals and placeholders

  function literals({ source, target }, tell) {
    const present = new Map();
    const name = (text) => folded(text);
    for (const { text } of Literals.kept(target)) present.set(name(text), (present.get(name(text)) ?? 0) + 1);
    for (const literal of Literals.kept(source)) {
      if (literal.kind === "placeholder") continue;
      const text = name(literal.text);
      if (present.get(text) > 0) present.set(text, present.get(text) - 1);
      else if (!folded(target).includes(text)) {
        tell("V001", `the ${literal.kind} ${literal.text.length > 200 ? `${literal.text.slice(0, 200)}…` : literal.text} is not in the translation`, literal.span, "source");
      }
    }
  }

  const COLON = new RegExp(`(?<![^\\s]):${Patterns.atomic("[a-z][a-z_]*")}(?![${Patterns.REGEX_WORD}:\`\\-])`, "gu");

  // :name (Laravel, SQL) is told from a colon without its blank only where each side has as many and others.
  function colons(source, target, tell) {
    const ours = source.match(COLON) ?? [], theirs = target.match(COLON) ?? [];
    if (ours.length !== theirs.length) return;
    for (const name of [...new Set(ours)].filter((each) => !theirs.includes(each)).sort()) tell("P001", `${shown(name)} is not in the translation`);
  }

  function placeholders({ source, target }, tell) {
    if (Literals.heads(source) || Literals.heads(target)) return message(source, target, tell);
    colons(source, target, tell);
    const ours = Literals.placeholders(source), theirs = Literals.placeholders(target), key = (each) => each.key;
    if (same(ours.map(key), theirs.map(key)) || numberedInstead(ours, theirs)) return;
    const lost = beyond(ours, theirs, key), known = new Set(ours.map(key));
    for (const each of lost) tell("P001", `${shown(each.text)} is not in the translation`, each.span, "source");
    for (const each of beyond(theirs, ours, key)) {
      if (each.kind === "in order" || !known.has(each.key)) tell("P002", `${shown(each.text)} is not in the source`, each.span);
      else tell("P005", `${shown(each.text)} stands more often than in the source`, each.span);
    }
    const [before, after] = [ours, theirs].map((all) => all.filter((each) => each.kind === "in order"));
    const keys = before.map(key);
    if (!lost.length && same([...keys].sort(), after.map(key).sort()) && !same(keys, after.map(key))) {
      const first = after.find((each, at) => each.key !== keys[at]);
      tell("P003", `${shown(first.text)} would get another value here: number them (%1$s, {0})`, first.span);
    }
  }

  function numberedInstead(ours, theirs) {
    if (!ours.length || ours.length !== theirs.length || ours.some((each) => each.kind !== "in order")) return false;
    const keys = theirs.map((each) => each.key).sort();
    const printf = ours.map((each, at) => `%${at + 1}$${each.key.slice(1)}`).sort(), braces = ours.map((each, at) => `{${at}${each.key.slice(1)}`).sort();
    return same(keys, printf) || same(keys, braces);
  }

  function message(source, target, tell) {
    const ours = Literals.choices(source), theirs = Literals.choices(target);
    if (Literals.heads(source) !== ours.length) return;
    const wrong = wrongMessage(target, ours, theirs);
    if (wrong) return tell("P004", ...wrong);
    const known = keysIn(source, ours), standing = keysIn(target, theirs);
    for (const key of [...known].filter((key) => !standing.has(key)).sort()) tell("P001", `${shown(key)} is not in the translation`);
    for (const key of [...standing].filter((key) => !known.has(key)).sort()) tell("P002", `${shown(key)} is not in the source`);
  }

  // The placeholders of a message, in its branches and outside of them; a branch itself, {Elle}, is none.
  function keysIn(text, choices) {
    const parts = [[0, text.length], ...choices.flatMap(({ texts }) => texts)];
    return new Set(parts.flatMap((part) => Literals.placeholders(withoutChoices(text, part, choices)).map(({ key }) => key)));
  }

  function withoutChoices(text, [start, end], choices) {
    for (const { span: [first, last] } of choices) {
      if (start <= first && last <= end) text = text.slice(0, first) + "\0".repeat(last - first) + text.slice(last);
    }
    return text.slice(start, end);
  }

  function wrongMessage(target, ours, theirs) {
    if (Literals.heads(target) !== theirs.length) return ["its braces do not close as they open"];
    const kinds = (side) => new Set(side.map(({ argument, kind }) => `${argument}, ${kind}`));
    const [known, standing] = [kinds(ours), kinds(theirs)];
    const odd = [...known, ...standing].filter((each) => !(known.has(each) && standing.has(each))).sort();
    if (odd.length) return [`{${shown(odd[0])}} is not in the ${known.has(odd[0]) ? "translation" : "source"}`];
    for (const choice of theirs) {
      const [key] = Literals.wrongKeys(choice);
      if (key !== undefined) return [`${shown(key)} is no key of a ${choice.kind}`, choice.span];
      if (!choice.keys.includes("other")) return [`{${shown(choice.argument)}, ${choice.kind}} lacks the key other`, choice.span];
      if (choice.kind !== "select") continue;
      const keys = new Set(ours.find(({ argument }) => argument === choice.argument)?.keys), own = new Set(choice.keys);
      const changed = [...keys, ...own].filter((each) => !(keys.has(each) && own.has(each))).sort();
      if (changed.length) return [`the key ${shown(changed[0])} stands on one side only`, choice.span];
    }
    return null;
  }

  // ---- inline codes

  function inline({ ours, theirs }, tell) {
    const key = (code) => `${code.id} ${code.kind}`, name = (code) => `the code ${code.id} (${code.kind})`;
    const lost = beyond(ours, theirs, key), doubled = beyond(theirs, ours, key);
    for (const code of lost) tell("I001", `${name(code)} is not in the translation`, [code.offset, code.offset], "source");
    for (const code of doubled) tell("I002", `${name(code)} stands more often than in the source`, [code.offset, code.offset]);
    if (!lost.length && !doubled.length && nested(ours) && !nested(theirs)) tell("I003", "its codes do not close as they open");
  }

  function nested(codes) {
    const kinds = new Set(codes.map(({ id, kind }) => `${id} ${kind}`)), waiting = [];
    for (const { id, kind } of codes) {
      if (!kinds.has(`${id} open`) || !kinds.has(`${id} close`)) continue;
      if (kind === "open") waiting.push(id);
      else if (kind === "close" && waiting.pop() !== id) return false;
    }
    return !waiting.length;
  }

  // ---- terms: terms/matching/compliance.py and checks/terms.py, from the forms that the page holds

  const EVEN = { "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-" };
  const even = (text) => text.replace(/[’‘\u00a0\u202f\u2010\u2011]/g, (mark) => EVEN[mark]);
  const SEPARATOR = new RegExp(`(?:${SPACE}|-)+`, "u");
  const patterns = new Map(); // by term

  function wholeWords(forms, separator, exact) {
    const words = (text) => {
      if (separator === null) return text.split(new RegExp(`${SPACE}+`, "u")).filter(Boolean).map(Texts.escaped).join(`${SPACE}+`);
      return text.split(SEPARATOR).filter(Boolean).map(Texts.escaped).join(separator) || Texts.escaped(text);
    };
    const length = (text) => [...text].length;
    const ordered = forms.map(even).sort((a, b) => length(b) - length(a) || (a < b ? -1 : 1));
    const choices = [...new Set(ordered.map(words))];
    return choices.length ? new RegExp(`(?<![${WORD}])(?:${choices.join("|")})(?![${WORD}])`, exact ? "gu" : "giu") : /(?!)/g;
  }

  function patternsOf(term) {
    if (!patterns.has(term)) {
      const free = `(?:${SPACE}|-)*`;
      patterns.set(term, {
        allowed: wholeWords(term.allowedForms, free, term.exactCase),
        preferred: wholeWords(term.preferredForms, free, term.exactCase),
        written: wholeWords(term.allowedForms, null, term.exactCase),
        forbidden: wholeWords(term.forbiddenForms, `(?:${SPACE}|-)+`, term.exactCase),
      });
    }
    return patterns.get(term);
  }

  const spans = (pattern, text) => [...text.matchAll(pattern)].map(spanOf);
  const overlaps = (span, others) => others.some((other) => span[0] < other[1] && other[0] < span[1]);
  const within = (span, others) => others.some((other) => other[0] <= span[0] && span[1] <= other[1]);

  function assigned(choices) {
    const wanted = choices.flatMap((own, number) => own.map((span) => ({ span, number })));
    wanted.sort((a, b) => b.span[1] - b.span[0] - (a.span[1] - a.span[0]) || choices[a.number].length - choices[b.number].length
      || a.span[0] - b.span[0] || a.span[1] - b.span[1] || a.number - b.number);
    const claims = choices.map(() => null);
    for (const { span, number } of wanted) if (!claims[number] && !overlaps(span, claims.filter(Boolean))) claims[number] = span;
    return claims;
  }

  // Where the terms of a unit stand in a target: a span or null for each use, forbidden and surplus spans by term.
  function compliance(uses, terms, target) {
    const plain = even(target), own = new Map();
    uses.forEach(({ term }, index) => own.set(term, [...(own.get(term) ?? []), index]));
    const known = new Map([...own.keys()].map((term) => [term, patternsOf(terms[term])]));
    const forbidden = new Map([...known].map(([term, each]) => [term, spans(each.forbidden, plain)]));
    if ([...forbidden.values()].some((found) => found.length)) {
      const right = [...known.values()].flatMap((each) => spans(each.written, plain));
      for (const [term, found] of forbidden) forbidden.set(term, found.filter((span) => !within(span, right)));
    }
    const allowed = new Map([...known].map(([term, each]) => [term, spans(each.allowed, plain).filter((span) => !overlaps(span, forbidden.get(term)))]));
    const claims = assigned(uses.map(({ term }) => allowed.get(term))), taken = claims.filter(Boolean);
    const surplus = new Map([...allowed].map(([term, found]) => [term, found.filter((span) => !overlaps(span, taken) && isPreferred(terms[term], plain.slice(...span)))]));
    return { own, claims, forbidden, surplus };
  }

  function isPreferred(term, wording) {
    if (term.targets.length === 1) return true;
    const match = new RegExp(`^(?:${patternsOf(term).preferred.source})$`, term.exactCase ? "u" : "iu");
    return match.test(wording);
  }

  function inTerms({ source, target, uses, terms, unmarked }, tell) {
    const { own, claims, forbidden, surplus } = compliance(uses, terms, target);
    for (const [number, indices] of own) {
      const term = terms[number], span = (index) => uses[index].source, plain = (span) => bareSpan(unmarked, span);
      const surface = source.slice(...plain(span(indices[0]))), wanted = term.targets[0] ?? "", wrong = forbidden.get(number);
      for (const each of wrong) tell("T002", `"${target.slice(...each)}" is forbidden for "${surface}": use "${wanted}"`, each);
      const present = indices.filter((index) => claims[index]).length, extra = surplus.get(number);
      if (indices.length - present - wrong.length > 0) {
        if (present || wrong.length) tell("T003", `"${surface}" stands ${indices.length} times in the source, "${wanted}" ${present} here`, plain(span(indices.at(-1))), "source");
        else tell("T001", `"${surface}" is not translated as "${wanted}"`, plain(span(indices[0])), "source");
      } else if (extra.length) {
        tell("T004", `"${wanted}" stands ${indices.length + extra.length} times, "${term.source}" ${indices.length} in the source`, extra.at(-1));
      }
    }
  }

  // A span among the marks as one of the bare text.
  function bareSpan({ text, place }, span) {
    const find = (wanted) => {
      let low = 0, high = text.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (place(middle) < wanted) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return [find(span[0]), find(span[1])];
  }

  // ---- typography

  const BLANKS = " \\u00a0\\u202f\\u2009";
  const CLOSERS = new RegExp(`["'”’»)\\]}*_\`>${BLANKS}]+$`, "u");
  const END = new RegExp(`[?!.:;,…${BLANKS}？！：。]*$`, "u");
  const FRENCH_MARK = new RegExp(`(?<=[\\p{L}\\p{N}%)\\]"”’»])[${BLANKS}]+(?<mark>[?!;:]+)(?:(?=${SPACE}|$|["”’»])|(?<=[?!])(?=\\)))`, "gu");
  const FRENCH_GROUPS = /(?<![\p{Nd}.,])[1-9]\p{Nd}{0,2}(?:[ \u00a0\u202f\u2009]\p{Nd}{3})+(?!\p{Nd})/u;
  const BLANK_RUN = new RegExp(`(?<=[^\\s\\x85.?!:])[ \\u00a0]{2,}(?=[^\\s\\x85])`, "u");
  const BRACKETS = [["(", ")"], ["[", "]"], ["{", "}"]];
  const QUOTES = new RegExp(`[«»“”„"‹›]|(?<![${REGEX_WORD}])[‘']|[’'](?![${REGEX_WORD}])|\`\`|''|\`|<\\/?(?:q|em|code|strong|b|i|tt|kbd)(?![${REGEX_WORD}])`, "u");
  const FIRST = new RegExp(`^(?:(?![${REGEX_WORD}])[^]|[\\p{Nd}_])*(?<word>\\p{L}[${REGEX_WORD}'’.\\-]*)`, "du");
  const unix = (text) => text.replace(/\r\n?|\u2028/g, "\n");

  function typography({ source, target }, tell) {
    if (none(source)) return;
    lines(unix(source), unix(target), tell);
    ends(source, target, tell);
    blanks(source, target, tell);
    pairs(source, target, tell);
    firstLetter(source, target, tell);
  }

  function lines(source, target, tell) {
    const trimmed = (text) => text.replace(/^\n+|\n+$/g, ""), has = trimmed(source) !== source ? "lost" : "added";
    if (source.startsWith("\n") !== target.startsWith("\n")) tell("Y001", `the line break at the beginning is ${has}`);
    if (source.endsWith("\n") !== target.endsWith("\n")) tell("Y001", `the line break at the end is ${has}`);
    const [ours, theirs] = [source, target].map((text) => trimmed(text).split("\n").length);
    if (ours !== theirs) tell("Y002", `${theirs} lines for ${ours}`);
  }

  function ends(source, target, tell) {
    const [ours, theirs] = [source, target].map((text) => endMark(strip(`x${text}`).slice(1).replace(CLOSERS, "")));
    const has = (mark) => (ours.includes(mark) ? "lost" : "added");
    if (ours.includes("?") !== theirs.includes("?")) tell("Y003", `the question mark at the end is ${has("?")}`);
    else if (ours !== theirs && (ours + theirs).includes(":")) tell("Y004", `the colon at the end is ${has(":")}`);
    else if ((ours === ".") !== (theirs === ".") && [ours, theirs].every((each) => each === "." || each === "")) tell("Y004", `the full stop at the end is ${ours ? "lost" : "added"}`);
    else if (ours !== theirs && (ours + theirs).includes("…")) tell("Y004", `the points of suspension at the end are ${has("…")}`);
  }

  function endMark(text) {
    const wide = { "？": "?", "！": "!", "：": ":", "。": "." };
    return END.exec(text)[0].replace(new RegExp(`[${BLANKS}]`, "gu"), "").replace(/\.{2,}/g, "…").replace(/[？！：。]/g, (mark) => wide[mark]);
  }

  function blanks(source, target, tell) {
    const mark = [...target.matchAll(FRENCH_MARK)].find((match) => new RegExp(`[${BLANKS}]${Texts.escaped(match.groups.mark)}`, "u").test(source));
    if (mark) tell("Y005", `a blank before ${mark.groups.mark}`, spanOf(mark));
    const quote = /[«»]/.exec(target);
    if (quote && /[«»]/.test(source)) tell("Y006", `${quote[0]} is a French quotation mark`, spanOf(quote));
    const run = BLANK_RUN.exec(target);
    if (run && !BLANK_RUN.test(source)) tell("Y007", `${run[0].length} blanks in a row`, spanOf(run));
    const group = FRENCH_GROUPS.exec(target);
    if (group && source.includes(group[0])) tell("Y013", `English writes ${group[0].split(/\s/u).join(",")}`, spanOf(group));
    const blank = new RegExp(`^[${BLANKS}]$`, "u"), outer = (text) => [blank.test(text[0] ?? " "), blank.test(text.at(-1) ?? " ")];
    const [ours, theirs] = [outer(source), outer(target)];
    if (!same(ours, theirs)) tell("Y008", `the blank at the ${ours[0] !== theirs[0] ? "beginning" : "end"} is ${ours.includes(true) ? "lost" : "added"}`);
  }

  function pairs(source, target, tell) {
    const count = (text, sign) => text.split(sign).length - 1;
    for (const [opening, closing] of BRACKETS) {
      const gap = count(target, opening) - count(target, closing), own = count(source, opening) - count(source, closing);
      if (gap !== own) tell("Y009", `${opening}${closing}: one ${gap > own ? closing : opening} is lacking`);
      else if (count(target, opening) < count(source, opening)) {
        const at = source.indexOf(opening);
        tell("Y010", `${opening}${closing}: ${count(target, opening)} for ${count(source, opening)}`, [at, at + 1], "source");
      }
    }
    const gap = count(source, "«") + count(source, "“") - count(source, "»") - count(source, "”"), standing = count(target, "“") - count(target, "”");
    if (standing !== 0 && standing !== gap && !target.includes("„")) tell("Y009", `“”: one ${standing > 0 ? "”" : "“"} is lacking`);
    const quote = /[«“"„]/.exec(source);
    if (quote && !QUOTES.test(target)) tell("Y011", "the quotation marks are lost", spanOf(quote), "source");
  }

  function firstLetter(source, target, tell) {
    const ours = FIRST.exec(source), theirs = FIRST.exec(target);
    if (!ours || !theirs || folded(ours.groups.word) === folded(theirs.groups.word)) return;
    const plain = (word) => word.length === 1 || (/[\p{Ll}]/u.test(word.slice(1)) && word.slice(1) === word.slice(1).toLowerCase());
    const [french, english] = [ours.groups.word, theirs.groups.word];
    if (!plain(french) || !plain(english)) return;
    if (/^\p{Lu}/u.test(french) && /^\p{Ll}/u.test(english)) tell("Y012", `${english.slice(0, 40)} has a small first letter`, theirs.indices.groups.word);
  }

  return { found, compliance, SEVERITIES };
})();
