// Numbers of French and English texts: language/numbers.py and language/amounts.py, for the browser.
// Values are exact fractions, held as texts: "7/2", "5/1".
const Numbers = (() => {
  const { ALNUM, LETTER, WORD, BLANK, REGEX_WORD } = Patterns;
  const LONGEST = 100;
  const GROUP = "[ \\u00a0\\u202f\\u2009.,'’]\\p{Nd}{3}(?!\\p{Nd})";
  const FREE = `(?<!${ALNUM})(?<![\\p{Nd}][.,:/])`;
  const QUANTITY = new RegExp(
    `(?<date>${FREE}(?:\\p{Nd}{4}[-/.]\\p{Nd}{1,2}[-/.]\\p{Nd}{1,2}|\\p{Nd}{1,2}[-.]\\p{Nd}{1,2}[-.]\\p{Nd}{4}`
    + "|\\p{Nd}{1,2}\\/\\p{Nd}{1,2}\\/(?:\\p{Nd}{4}|\\p{Nd}{2})|\\p{Nd}{1,2}\\/\\p{Nd}{1,2})(?![\\p{Nd}/]|[.\\-]\\p{Nd}))"
    + `|(?<version>(?<![${WORD}.,])[vV]\\p{Nd}+(?:\\.\\p{Nd}+)+(?:[\\-+.]?[${WORD}]+)*(?![${WORD}])`
    + `|(?<![${WORD}.,])\\p{Nd}+(?:\\.\\p{Nd}+)+-?(?:a|b|rc|alpha|beta|dev|post)\\.?\\p{Nd}+(?![${WORD}])`
    + `|(?<![${WORD}.,])[vV]?\\p{Nd}+(?:\\.\\p{Nd}+)*(?:\\.\\p{Nd}+\\.(?:\\p{Nd}+|[xX*])|\\.[xX*])(?:[\\-+.]?[${WORD}]+)*(?![${WORD}]))`
    + `|(?<time>${FREE}(?<hours>[01]?\\p{Nd}|2[0-4])(?:${BLANK}?[hH]${BLANK}?|:|[.](?=\\p{Nd}\\p{Nd}${BLANK}?[ap][.]?m))`
    + "(?<minutes>[0-5]\\p{Nd})(?::(?<seconds>[0-5]\\p{Nd}))?(?![\\p{Nd}:]))"
    + `|(?<hour>${FREE}(?<round>[01]?\\p{Nd}|2[0-4])${BLANK}?(?:[hH](?!${LETTER})|(?:[ap]\\.m(?![${WORD}])|[apAP][mM](?![${WORD}]))))`
    + `|(?<number>(?:(?<!${ALNUM})|(?<=\\p{Nd}[hH]))\\p{Nd}+(?:${GROUP})*(?:[.,]\\p{Nd}+)?)`, "gu");
  const SIGN = /(?:^|[\s(\[«“"'=:;,])[-\u2212\u2010\u2011]$/u;
  const THOUSANDS = new RegExp(`^\\p{Nd}{1,3}(?:${GROUP})+$`, "u");
  const DECIMAL = new RegExp(`^(\\p{Nd}{1,3}(?:${GROUP})+|\\p{Nd}+)[.,](\\p{Nd}+)$`, "u");
  const SCALE = new RegExp(`[\\s\\-]*(mille\\s+milliards?|thousand\\s+millions?|mille|thousand|millions?|milliards?|billions?|trillions?|[mM]|[mb]n)(?!${ALNUM})`, "uy");
  const ROMAN = new RegExp(
    `(?<![${WORD}])(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=(?:e|er)(?![${WORD}])|è|(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`, "gu");
  const NUMERALS = { I: 1, V: 5, X: 10, L: 50, C: 100 };
  const NAME = new RegExp(`${LETTER}+`, "gu");
  const SCALES = {
    "mille milliard": [1e12], "mille milliards": [1e12], "thousand million": [1e9], "thousand millions": [1e9], mille: [1e3], thousand: [1e3], million: [1e6], millions: [1e6], m: [1e6], mn: [1e6], milliard: [1e9], milliards: [1e9], bn: [1e9],
    billion: [1e9, 1e12], billions: [1e9, 1e12], trillion: [1e12, 1e18], trillions: [1e12, 1e18],
  };
  const table = (rows) => Object.fromEntries(Object.entries(rows).flatMap(([value, words]) => words.split(" ").map((word) => [word, Number(value)])));
  // A word of two values has the greater one, as where the rows are read in their order.
  const VALUES = table({
    0: "zéro zero nul null no aucun none",
    1: "un une one a an premier première premiers premières first once single unique primary",
    2: "deux two second seconde deuxième secondly twice double both pair paire couple half demi moitié",
    3: "trois three third thirds troisième tiers triple triplet thrice",
    4: "quatre four fourth fourths quatrième quart quarts quarter quarters quadruple",
    5: "cinq five fifth fifths cinquième cinquièmes",
    6: "six sixth sixième semestre",
    7: "sept seven seventh septième",
    8: "huit eight eighth huitième",
    9: "neuf nine ninth neuvième",
    10: "dix ten tenth dixième dizaine dizaines décennie decade",
    11: "onze eleven eleventh onzième",
    12: "douze twelve twelfth douzième douzaine dozen dozens noon midi midnight minuit",
    13: "treize thirteen thirteenth treizième",
    14: "quatorze fourteen fourteenth quatorzième fortnight",
    15: "quinze fifteen fifteenth quinzième quinzaine",
    16: "seize sixteen sixteenth seizième",
    17: "seventeen seventeenth", 18: "eighteen eighteenth", 19: "nineteen nineteenth",
    20: "vingt vingts twenty twenties twentieth vingtième vingtaine",
    30: "trente thirty thirties thirtieth trentième trentaine",
    40: "quarante forty forties fortieth quarantième quarantaine",
    50: "cinquante fifty fifties fiftieth cinquantième cinquantaine moitié half",
    60: "soixante sixty sixties sixtieth soixantième soixantaine",
    70: "septante seventy seventies seventieth",
    80: "huitante octante eighty eighties eightieth",
    90: "nonante ninety nineties ninetieth",
    100: "cent cents hundred hundreds centième hundredth centaine centaines",
  });
  const MONTHS = table({
    1: "janvier january janv jan", 2: "février february févr fév feb", 3: "mars march mar", 4: "avril april avr apr", 5: "mai may", 6: "juin june jun",
    7: "juillet july juil jul", 8: "août august aug", 9: "septembre september sept sep", 10: "octobre october oct", 11: "novembre november nov",
    12: "décembre december déc dec",
  });
  const NAMES = Object.keys(MONTHS).sort((a, b) => b.length - a.length).join("|");
  const DATED_MONTH = new RegExp(
    `(?<![${WORD}])(?:\\p{Nd}{1,2}|1er|\\p{Nd}{1,2}(?:st|nd|rd|th))(?:\\sof)?\\s(?<before>${NAMES})(?![${WORD}])`
    + `|(?<![${WORD}])(?<after>${NAMES})\\.?\\s\\p{Nd}{1,4}(?![${WORD}])`, "giud");

  // ---- fractions

  function fraction(over, under = 1n) {
    const shared = gcd(over, under) || 1n;
    return `${over / shared}/${under / shared}`;
  }

  function gcd(a, b) {
    while (b) [a, b] = [b, a % b];
    return a < 0n ? -a : a;
  }

  const whole = (value) => fraction(BigInt(value));
  const parts = (value) => value.split("/").map(BigInt);

  function times(value, factor) {
    const [over, under] = parts(value);
    return fraction(over * BigInt(factor), under);
  }

  // ASCII digits for those of any script.
  function digits(text) {
    return text.replace(/[^\x00-\x7f]/gu, (digit) => {
      const code = digit.codePointAt(0);
      if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
      const low = code & 15;
      return String(low > 9 || (low >= 6 && !/\p{Nd}/u.test(String.fromCodePoint(code - low))) ? low - 6 : low);
    });
  }

  const number = (text) => BigInt(digits(text));
  const runs = (written) => written.match(/\p{Nd}+/gu).map((run) => fraction(number(run)));
  const joined = (written) => number(written.match(/\p{Nd}+/gu).join(""));

  // ---- quantities: { text, span, kind, values, lists, negative, scaled }

  function inDigits(text) {
    const found = [];
    for (const match of text.matchAll(QUANTITY)) if (match[0].length <= LONGEST) found.push(quantity(text, match));
    return found;
  }

  function quantity(text, match) {
    const written = match[0], start = match.index, end = start + written.length, named = match.groups;
    const made = { text: written, span: [start, end], kind: "number", values: new Set(), lists: [], negative: false, scaled: new Set() };
    if (named.date) {
      const all = runs(written);
      if (all.length === 2) {
        const [[over], [under]] = all.map(parts);
        if (under) made.values.add(fraction(over, under));
      }
      const last = parts(all.at(-1))[0];
      return { ...made, kind: "date", lists: all.length === 3 ? [all, [...all.slice(0, -1), fraction(last % 100n)]] : [all] };
    }
    if (named.version && !THOUSANDS.test(written)) return { ...made, kind: "version" };
    if (named.time || named.hour) return { ...made, kind: "time", lists: clock(named) };
    for (const value of readings(written)) made.values.add(value);
    SCALE.lastIndex = end;
    const scale = SCALE.exec(text);
    const factors = scale ? SCALES[scale[1].toLowerCase().split(/\s+/u).join(" ")] : [];
    for (const value of made.values) for (const factor of factors) made.scaled.add(times(value, factor));
    for (const value of made.scaled) made.values.add(value);
    const all = runs(written);
    made.lists = all.length > 1 ? [all] : [];
    made.negative = SIGN.test(text.slice(Math.max(start - 2, 0), start));
    return made;
  }

  function clock(named) {
    const hour = Number(digits(named.hours ?? named.round));
    const rest = [named.minutes, named.seconds].filter(Boolean).map((part) => fraction(number(part)));
    const readings = [hour, hour - 12, hour + 12].filter((each) => each >= 0 && each <= 24).map((each) => [whole(each), ...rest]);
    const none = rest.every((part) => part === "0/1");
    return [...readings.map((reading) => (none ? reading.slice(0, 1) : reading)), ...(rest.length ? [readings[0]] : [])];
  }

  function readings(written) {
    const found = [];
    if (/^\p{Nd}+$/u.test(written)) found.push(fraction(number(written)));
    if (THOUSANDS.test(written)) found.push(fraction(joined(written)));
    const decimal = DECIMAL.exec(written);
    if (decimal) found.push(fraction(joined(decimal[1] + decimal[2]), 10n ** BigInt([...decimal[2]].length)));
    return found;
  }

  const known = (quantity, values) =>
    [...quantity.values].some((value) => values.has(value)) || quantity.lists.some((reading) => reading.every((value) => values.has(value)));

  const fold = (word) => word.toLowerCase().replaceAll("ß", "ss");
  const names = (text) => (text.match(NAME) ?? []).map(fold);

  function months(text) {
    const found = new Map();
    for (const match of text.matchAll(DATED_MONTH)) {
      const side = match.groups.before ? "before" : "after", month = MONTHS[fold(match.groups[side])];
      if (!found.has(month)) found.set(month, match.indices.groups[side]);
    }
    return found;
  }

  const own = (table, word) => (Object.hasOwn(table, word) ? table[word] : undefined);
  const monthNames = (text) => new Set(names(text).map((word) => own(MONTHS, word)).filter(Boolean));

  function inWords(text) {
    const words = names(text), romans = [...text.matchAll(ROMAN)].map((match) => match[0]).filter(Boolean).map(roman);
    return new Set([...compounds(words), ...romans, ...words.map((word) => own(MONTHS, word)).filter(Boolean)].map(whole));
  }

  function compounds(words) {
    const found = [];
    let total = 0n, current = 0n;
    const most = (value) => (value > 1n ? value : 1n);
    for (const word of words) {
      if (["et", "and", "de"].includes(word)) continue;
      const value = own(VALUES, word), scale = own(SCALES, word);
      if (value !== undefined) {
        const each = BigInt(value);
        current = value === 100 || (value === 20 && current === 4n) ? most(current) * each : current + each;
        found.push(each, current, total + current);
      } else if (scale) {
        total += most(current) * BigInt(scale[0]);
        current = 0n;
        found.push(total);
      } else {
        total = current = 0n;
      }
    }
    return found;
  }

  // Not "neuf", which is new, and nothing that is an ordinal, a share or a measure elsewhere.
  const CARDINALS = new Set((
    "deux trois quatre cinq six sept huit dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante two three four five seven eight "
    + "nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety").split(" "));
  const BESIDE = new Set(["un", "une", "one", "neuf", "cent", "cents", "vingts", "hundred", ...Object.keys(SCALES).filter((word) => !["m", "mn", "bn"].includes(word))]);
  const GAP = new RegExp(`^(?:${Patterns.SPACE}|-)+(?:(?:et|and)(?:${Patterns.SPACE}|-)+)?$`, "u");

  // The numbers from two on that words name and that mean nothing else: value -> its first span. Words in a row are one.
  function cardinals(text) {
    const found = new Map();
    let run = [];
    const end = (match) => match.index + match[0].length;
    for (const match of [...text.matchAll(NAME), null]) {
      const word = match ? fold(match[0]) : "";
      if (run.length && match && (word === "et" || word === "and")) continue;
      const named = CARDINALS.has(word) || BESIDE.has(word);
      if (run.length && !(named && GAP.test(text.slice(end(run.at(-1)), match.index)))) {
        const words = run.map((each) => fold(each[0]));
        if (words.some((each) => CARDINALS.has(each))) {
          const total = whole(compounds(words).at(-1));
          if (!found.has(total)) found.set(total, [run[0].index, end(run.at(-1))]);
        }
        run = [];
      }
      if (named) run.push(match);
    }
    return found;
  }

  function roman(numeral) {
    const values = [...numeral].map((letter) => NUMERALS[letter]);
    return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
  }

  // ---- amounts: { quantity, names, span }

  const CURRENCIES = {
    euro: "€ euro euros EUR", dollar: "$ dollar dollars USD US$ $US CAD C$ CA$ $CA $CAN AUD A$ NZD HKD HK$ SGD",
    pound: "£ livre livres pound pounds GBP", yen: "¥ yen yens JPY", yuan: "¥ yuan yuans CNY RMB renminbi", franc: "CHF franc francs Fr. FCFA XOF XAF CFA",
    rupee: "₹ roupie roupies rupee rupees INR Rs", rouble: "₽ rouble roubles ruble rubles RUB", won: "₩ won wons KRW", real: "R$ real reais BRL",
    bitcoin: "₿ BTC bitcoin bitcoins", cent: "¢ cent cents centime centimes ct",
  };
  const UNITS = {
    "percent": "% pour-cent percent per-cent pc p.c.", "millimetre": "mm millimètre millimètres millimetre millimetres millimeter millimeters",
    "centimetre": "cm centimètre centimètres centimetre centimetres centimeter centimeters", "metre": "m mètre mètres metre metres meter meters",
    "kilometre": "km kilomètre kilomètres kilometre kilometres kilometer kilometers", "inch": "po pouce pouces in inch inches",
    "foot": "pi pied pieds ft foot feet", "mile": "mi mile miles", "square metre": "m² m2", "cubic metre": "m³ m3", "square kilometre": "km² km2",
    "hectare": "ha hectare hectares", "milligram": "mg milligramme milligrammes milligram milligrams", "gram": "g gramme grammes gram grams",
    "kilogram": "kg kilo kilos kilogramme kilogrammes kilogram kilograms", "tonne": "t tonne tonnes ton tons",
    "millilitre": "ml mL millilitre millilitres milliliter milliliters", "centilitre": "cl cL centilitre centilitres",
    "litre": "l L litre litres liter liters", "millisecond": "ms milliseconde millisecondes millisecond milliseconds",
    "second": "s sec seconde secondes second seconds", "minute": "min mn minute minutes", "hour": "h heure heures hour hours",
    "day": "j jour jours day days", "week": "semaine semaines week weeks", "month": "mois month months", "year": "an ans année années year years",
    "bit": "bit bits b", "byte": "o octet octets B byte bytes",
    "kilobyte": "Ko ko kB KB Kio KiB kilooctet kilo-octet kilo-octets kilobyte kilobytes",
    "megabyte": "Mo MB Mio MiB mégaoctet méga-octet mégaoctets megabyte megabytes",
    "gigabyte": "Go GB Gio GiB gigaoctet giga-octet gigaoctets gigabyte gigabytes", "terabyte": "To TB Tio TiB téraoctet téraoctets terabyte terabytes",
    "hertz": "Hz hertz", "kilohertz": "kHz", "megahertz": "MHz", "gigahertz": "GHz", "watt": "W watt watts", "kilowatt": "kW kilowatt kilowatts",
    "megawatt": "MW mégawatt mégawatts megawatt megawatts", "kilowatt-hour": "kWh", "volt": "V volt volts", "degree Celsius": "°C",
    "degree Fahrenheit": "°F", "pixel": "px pixel pixels", "km/h": "km/h kph", "mph": "mph",
  };
  const BETWEEN = `(?:${BLANK}?(?:k|[mM]|[mM]illions?|milliards?|[bB]illions?|mille|thousand|bn|mn|Mds?)(?![${WORD}]))?(?:${BLANK}(?:d['’]|de|of${BLANK}))?`;

  function spellings(rows) {
    const found = new Map();
    for (const [name, words] of Object.entries(rows)) for (const word of words.split(" ")) found.set(word, [...(found.get(word) ?? []), name]);
    return found;
  }

  const CURRENCY_NAMES = spellings(CURRENCIES), UNIT_NAMES = spellings(UNITS);
  const choice = (found) => [...found.keys()].sort((a, b) => b.length - a.length).map((each) => Texts.escaped(each).replaceAll("-", `(?:-|${BLANK})`)).join("|");
  const scaled = BETWEEN.replaceAll(WORD, REGEX_WORD);
  const CURRENCY_BEHIND = new RegExp(`${scaled}${BLANK}?(?<name>${choice(CURRENCY_NAMES)})(?![${REGEX_WORD}])`, "uy");
  const CURRENCY_BEFORE = new RegExp(`(?<![${REGEX_WORD}])(?<name>${choice(CURRENCY_NAMES)})${BLANK}?$`, "u");
  const UNIT_BEHIND = new RegExp(`(?:${BLANK}|-)?(?<name>${choice(UNIT_NAMES)})(?![${REGEX_WORD}²³/°])`, "uy");
  const BEFORE = 6;

  const currencies = (text) => inDigits(text).map((each) => withCurrency(text, each));
  const measures = (text) => inDigits(text).filter(({ kind }) => kind === "number" || kind === "time").map((each) => withUnit(text, each));

  function at(pattern, text, offset) {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  }

  function withCurrency(text, quantity) {
    const [start, end] = quantity.span, behind = at(CURRENCY_BEHIND, text, end);
    const amount = (match, span) => ({ quantity, names: CURRENCY_NAMES.get(match.groups.name), span });
    if (behind && !["$", "£", "¥"].includes(behind.groups.name)) return amount(behind, [start, end + behind[0].length]);
    const before = CURRENCY_BEFORE.exec(text.slice(Math.max(start - BEFORE, 0), start));
    if (before) return amount(before, [start - before[0].length, end]);
    if (behind) return amount(behind, [start, end + behind[0].length]);
    return { quantity, names: [], span: quantity.span };
  }

  function withUnit(text, quantity) {
    const match = at(UNIT_BEHIND, text, quantity.span[1]);
    if (!match) return { quantity, names: [], span: quantity.span };
    const name = match.groups.name.replace(new RegExp(BLANK, "gu"), "-");
    return { quantity, names: UNIT_NAMES.get(name), span: [quantity.span[0], quantity.span[1] + match[0].length] };
  }

  return { inDigits, inWords, cardinals, known, months, monthNames, currencies, measures, whole, parts };
})();
