// What stays to the letter: text/literals.py, text/placeholders.py and text/icu_messages.py, for the browser.
const Literals = (() => {
  const { atomic, REGEX_WORD: W, SPACE } = Patterns;

  // ---- addresses, codes and the like: { text, kind, span }

  const SCRIPT_LETTER = "(?![\\p{Script=Latin}µªº])\\p{L}";
  const SCRIPT_WORD = `${SCRIPT_LETTER}${atomic(`(?:${SCRIPT_LETTER}|[\\p{M}\\u3001-\\u303f\\uff01-\\uff5e\\u060c\\u061b\\u061f·])*`)}`;
  const SCRIPT_REST = atomic(`(?:,?[ \\u00a0'’\\-]${SCRIPT_LETTER}(?:${SCRIPT_LETTER}|[\\p{M}\\u3001-\\u303f\\uff01-\\uff5e\\u060c\\u061b\\u061f·])*)*`);
  const KEPT = new RegExp([
    `(?<address>(?:https?|ftp):\\/\\/[^${SPACE.slice(1, -1)}<>"«»]+|www\\.[^${SPACE.slice(1, -1)}<>"«»]+)`,
    `(?<mail>(?<![${W}.+\\-])${atomic(`[${W}.+\\-]+`)}@${atomic(`[${W}\\-]+`)}(?:\\.${atomic(`[${W}\\-]+`)})+)`,
    `(?<time>(?<![${W}:.,])(?:\\p{Nd}{1,2}:)?\\p{Nd}{1,2}:\\p{Nd}\\p{Nd}[.,]\\p{Nd}{2,3}(?![\\p{Nd}:]))`,
    `(?<placeholder>%\\([${W}]+\\)[sdifr]|%\\p{Nd}+\\$[sdif]|(?<![${W}%])%[sdif](?![${W}])|\\$\\{[${W}.]+\\}`
    + `|\\{\\{${SPACE}*[${W}.]+${SPACE}*\\}\\}|(?<![${W}\\{])\\{[${W}]*\\}(?!\\}))`,
    `(?<path>(?<![${W}/.:~<])(?:~|\\.{1,2})?(?:\\/[${W}.\\-]*[${W}]){2,}\\/?|(?<![${W}])[A-Z]:(?:\\\\[${W}.\\-]*[${W}])+)`,
    `(?<iban>(?<![${W}])[A-Z]{2}\\p{Nd}\\p{Nd}(?:[ \\u00a0]?[A-Z0-9]{4}){2,7}(?:[ \\u00a0]?[A-Z0-9]{1,3})?(?![${W}]))`,
    `(?<name>(?<![${W}@/.\\-])${atomic("[A-Za-z0-9]+")}${atomic("(?:_[A-Za-z0-9]+)+")}(?![${W}@/]))`,
    `(?<handle>(?<![${W}&@#])[@#]\\p{L}[${W}]+)`,
    `(?<code>(?<![${W}.@/\\-])(?=[${W}\\-]*\\p{Nd})(?=(?:[${W}\\-]*[A-Z]){2})[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![${W}@/\\-]))`,
    `(?<script>${SCRIPT_WORD}${SCRIPT_REST})`,
    `(?<blob>(?<![${W}+/=\\-])${atomic(`[${W}+/=\\-]{200,}`)})`,
  ].join("|"), "gu");
  const HINT = new RegExp(`[@#%{$_\\\\\\p{Nd}]|\\/[${W}.\\-]+\\/|:\\/\\/|www\\.|${SCRIPT_LETTER}|(?<![${W}+/=\\-])[${W}+/=\\-]{200}`, "u");
  const ENDS = /[.,;:!?)\]}'’]+$/u;
  const KINDS = ["address", "mail", "time", "placeholder", "path", "iban", "name", "handle", "code", "script", "blob"];

  function kept(text) {
    if (!HINT.test(text)) return [];
    return [...text.matchAll(KEPT)].map((match) => {
      const kind = KINDS.find((name) => match.groups[name] !== undefined);
      const literal = kind === "address" ? match[0].replace(ENDS, "") : match[0];
      return { text: literal, kind, span: [match.index, match.index + literal.length] };
    });
  }

  // ---- placeholders: { text, span, kind: "in order" | "numbered" | "named", key }

  const FLAGS = "[-+0#']*(?:\\p{Nd}+|\\*)?(?:\\.(?:\\p{Nd}+|\\*))?(?:hh|h|ll|l|q|j|z|t|L)?";
  const NOT_BEHIND = "(?<![\\p{Nd}%])(?<!\\p{Nd}[ \\u00a0\\u202f\\u2009])";
  const NOT_BEFORE = `(?!\\p{L})(?!\\p{Nd})|(?=x%)|(?=(?:px|pt|em|ms|s|h|k|[KMGT]?i?B)(?![${W}]))|(?=%)`;
  const FAMILIES = {
    block: `\\{%-?${atomic("(?:[^%{}]|%(?!\\}))*")}%\\}`,
    mustache: `\\{\\{\\{${atomic("[^{}]*")}\\}\\}\\}|\\{\\{${atomic("[^{}]*")}\\}\\}`,
    shell: `\\$\\{${atomic("[^{}\\s]*")}\\}|#\\{${atomic("[^{}\\s]*")}\\}`,
    nesting: `\\$t\\(${atomic(`[${W}.:\\-]+`)}\\)`,
    python: `%\\(${atomic(`[${W}.\\-]+`)}\\)${FLAGS}[diouxXeEfFgGcrsa](?!\\p{L})|%\\{${atomic(`[${W}]+`)}\\}|%<${atomic(`[${W}]+`)}>${FLAGS}[a-zA-Z]`,
    braces: `(?<!\\{|\\\\[uxNp])\\{${atomic(`${SPACE}*`)}(?:[-$@/]?[A-Za-z_]${atomic(`[${W}.\\-]*`)}${atomic(`(?:\\[[${W}]+\\])*`)}|${atomic("\\p{Nd}+")})?(?:![rsa])?`
      + `(?::${atomic("[^{}\\s]*")}|,${atomic(`${SPACE}*`)}-?${atomic("\\p{Nd}+")})?`
      + `(?:,${atomic(`${SPACE}*`)}(?:number|date|time|ordinal|duration|spellout)(?:,${atomic("[^{}]*")})?)?${atomic(`${SPACE}*`)}\\}(?!\\})`,
    positional: `%${atomic("\\p{Nd}+")}\\$[-+0#']*(?:\\p{Nd}+)?(?:\\.\\p{Nd}+)?(?:ll|l|h|z)?[diouxXeEfFgGcsSp@]`,
    wrapped: `(?<![${W}%])%[A-Za-z_]${atomic(`[${W}.\\-]*`)}%(?![${W}])`,
    printf: `${NOT_BEHIND}%${FLAGS}[diouxXeEfFgGcsSpn@](?:${NOT_BEFORE})`,
    numbered: `${NOT_BEHIND}%L?[1-9]\\p{Nd}?(?!\\p{Nd}|[.,]\\p{Nd}|\\p{L}|%|[ \\u00a0\\u202f\\u2009]?\\$)`,
    worded: `${NOT_BEHIND}(?<![${W}])%[a-z]${atomic("[a-z_]{2,}")}(?![%${W}])`,
    glued: `${NOT_BEHIND}%[sd](?=\\p{L})`,
    extension: `(?<![${W}$])\\$[A-Z]${atomic("[A-Z0-9_]+")}\\$(?![${W}])`,
    variable: `(?<![${W}$])(?<!\\p{Nd}[ \\u00a0\\u202f\\u2009])\\$(?!(?:US|CA|CAN|AU|U|NZ|HK)(?![${W}]))[A-Z_]${atomic("[A-Z0-9_]+")}(?![${W}])`,
    dunder: `(?<![${W}])__[a-zA-Z]${atomic("[a-zA-Z0-9]*")}${atomic("(?:_[a-zA-Z0-9]+)*")}__(?![${W}])`,
    entity: `&[A-Za-z]${atomic(`[${W}.\\-]*`)};`,
  };
  const PLACEHOLDER = new RegExp(Object.entries(FAMILIES).map(([name, pattern]) => `(?<${name}>${pattern})`).join("|"), "gu");
  const SIGNS = /[%{$&#]|__/u;
  const BARE = /%[sd](?!\p{L})/u;
  const BLANKS = new RegExp(`${SPACE}+`, "gu");
  const IN_ORDER = new Set(["printf", "glued"]), NUMBERED = new Set(["positional", "numbered"]);
  // The names of HTML 4: what a text of today holds of them. The check of a run knows those of HTML 5 too.
  const ENTITIES = new Set(("AElig Aacute Acirc Agrave Alpha Aring Atilde Auml Beta Ccedil Chi Dagger Delta ETH Eacute Ecirc Egrave Epsilon Eta Euml Gamma Iacute Icirc Igrave Iota Iuml Kappa Lambda Mu Ntilde Nu OElig Oacute Ocirc Ograve Omega Omicron Oslash Otilde Ouml Phi Pi Prime Psi Rho Scaron Sigma THORN Tau Theta Uacute Ucirc Ugrave Upsilon Uuml Xi Yacute Yuml Zeta aacute acirc acute aelig agrave alefsym alpha amp and ang aring asymp atilde auml bdquo beta brvbar bull cap ccedil cedil cent chi circ clubs cong copy crarr cup curren dArr dagger darr deg delta diams divide eacute ecirc egrave empty emsp ensp epsilon equiv eta eth euml euro exist fnof forall frac12 frac14 frac34 frasl gamma ge gt hArr harr hearts hellip iacute icirc iexcl igrave image infin int iota iquest isin iuml kappa lArr lambda lang laquo larr lceil ldquo le lfloor lowast loz lrm lsaquo lsquo lt macr mdash micro middot minus mu nabla nbsp ndash ne ni not notin nsub ntilde nu oacute ocirc oelig ograve oline omega omicron oplus or ordf ordm oslash otilde otimes ouml para part permil perp phi pi piv plusmn pound prime prod prop psi quot rArr radic rang raquo rarr rceil rdquo real reg rfloor rho rlm rsaquo rsquo sbquo scaron sdot sect shy sigma sigmaf sim spades sub sube sum sup sup1 sup2 sup3 supe szlig tau there4 theta thetasym thinsp thorn tilde times trade uArr uacute uarr ucirc ugrave uml upsih upsilon uuml weierp xi yacute yen yuml zeta zwj zwnj").split(" "));

  function placeholders(text) {
    if (!SIGNS.test(text)) return [];
    const plain = text.replaceAll("%%", "\0\0"), found = [];
    for (const match of plain.matchAll(PLACEHOLDER)) {
      let family = Object.keys(FAMILIES).find((name) => match.groups[name] !== undefined), written = match[0];
      if (family === "entity" && ENTITIES.has(written.slice(1, -1))) continue;
      if (family === "worded" && "sd".includes(written[1]) && BARE.test(plain)) [family, written] = ["glued", written.slice(0, 2)];
      const key = written.replace(BLANKS, "");
      found.push({ text: written, span: [match.index, match.index + written.length], kind: kind(family, key), key });
    }
    return found;
  }

  function kind(family, key) {
    if (IN_ORDER.has(family) || key === "{}" || key.startsWith("{:") || key.startsWith("{!")) return "in order";
    return NUMBERED.has(family) || /^\p{Nd}/u.test(key.slice(1)) ? "numbered" : "named";
  }

  // ---- ICU messages: choices { argument, kind, keys, span, texts }

  const CATEGORIES = new Set(["zero", "one", "two", "few", "many", "other"]);
  const HEAD = new RegExp(
    `\\{${SPACE}*([${W}.\\-]+)${SPACE}*,${SPACE}*(plural|selectordinal|select)${SPACE}*,${SPACE}*(?:offset:${SPACE}*\\p{Nd}+${SPACE}*)?`, "gu");
  const KEY = new RegExp(`${atomic(`${SPACE}*`)}(?<key>${atomic("[^\\s{},]+")}|)${atomic(`${SPACE}*`)}\\{`, "uy");
  const CLOSE = new RegExp(`${SPACE}*\\}`, "uy");
  const DEEPEST = 20;

  const heads = (text) => [...text.matchAll(HEAD)].length;
  const choices = (text) => choicesIn(text, 0, text.length, 0);

  function choicesIn(text, from, end, depth) {
    const found = [], inside = text.slice(0, end), pattern = new RegExp(HEAD.source, "gu");
    let start = from;
    while (depth < DEEPEST) {
      pattern.lastIndex = start;
      const head = pattern.exec(inside);
      if (!head) break;
      start = head.index + head[0].length;
      const all = branches(inside, start);
      if (!all.length) continue;
      CLOSE.lastIndex = all.at(-1).span[1] + 1;
      const closing = CLOSE.exec(inside);
      if (!closing) continue;
      const stop = closing.index + closing[0].length;
      found.push({ argument: head[1], kind: head[2], keys: all.map(({ key }) => key), span: [head.index, stop], texts: all.map(({ span }) => span) });
      for (const { span } of all) found.push(...choicesIn(text, span[0], span[1], depth + 1));
      start = stop;
    }
    return found;
  }

  function branches(text, from) {
    const found = [];
    for (let start = from; ;) {
      KEY.lastIndex = start;
      const key = KEY.exec(text);
      if (!key) return found;
      const begin = start + key[0].length;
      let depth = 1, place = begin;
      while (place < text.length && depth) depth += { "{": 1, "}": -1 }[text[place++]] ?? 0;
      if (depth) return found;
      found.push({ key: key.groups.key, span: [begin, place - 1] });
      start = place;
    }
  }

  const wrongKeys = (choice) => (choice.kind === "select" ? [] : choice.keys.filter((key) => !CATEGORIES.has(key) && !/^=\p{Nd}+$/u.test(key)));

  return { kept, placeholders, choices, heads, wrongKeys };
})();
