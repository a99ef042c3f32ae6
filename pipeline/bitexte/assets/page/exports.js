// What leaves the page as a file. A line is { id, block, kind, source, target, before, after, origin, draft, edited, reviewed, comment, errors },
// its texts with codes as marks; `made` is the page's own content.
const Exports = (() => {
  const { bare, rewritten } = Texts;

  // What `bitexte review apply` takes: the work, the segments that were split or joined, and work on segments that are gone.
  function json(lines, made, { segments, orphans }) {
    const rows = lines.map(({ id, source, target, reviewed, comment, errors }) => ({ id, source, target, state: reviewed ? "reviewed" : "initial", comment, errors }));
    const lost = orphans.map(({ id, source, target, comment }) => ({ id, source: source || "?", target: target ?? "", state: "initial", comment: comment ?? "", errors: [] }));
    return `${JSON.stringify({ bitexte: "review", marks: true, document: made.document, segments, units: [...rows, ...lost] }, null, 1)}\n`;
  }

  const legal = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu, "\ufffd");
  const xml = (text) => legal(text).replace(/[&<>"\r]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  const props = (values) => Object.entries(values).filter(([, value]) => value).map(([type, value]) => `<prop type="${type}">${xml(value)}</prop>`).join("");

  const IN_TMX = {
    open: (id) => `<bpt i="${id}" x="${id}"></bpt>`, close: (id) => `<ept i="${id}"></ept>`, isolated: (id) => `<ph x="${id}"></ph>`,
    begin: (id) => `<it pos="begin" x="${id}"></it>`, end: (id) => `<it pos="end" x="${id}"></it>`,
  };

  // A second wording of the same French text names its file: OmegaT then offers it in that place only.
  function tmx(lines, { provenance, document, french, english }) {
    const usual = new Map();
    const body = lines.filter(({ source, target }) => source && target.trim()).map((line) => {
      const { source, target } = line;
      if (!usual.has(source)) usual.set(source, target);
      const own = {
        "file": usual.get(source) === target ? "" : document, "prev": bare(line.before), "next": bare(line.after), "x-segment-id": line.id,
        "x-origin": line.edited ? "human" : line.origin, "x-state": line.reviewed ? "reviewed" : "",
      };
      const seg = (text) => `<seg>${rewritten(text, xml, IN_TMX)}</seg>`;
      return `<tu${line.edited || line.reviewed ? ' changeid="reviewer"' : ' creationid="MT!"'}>${props(own)}${line.comment ? `<note>${xml(line.comment)}</note>` : ""}\n`
        + `<tuv xml:lang="${xml(french)}">${seg(source)}</tuv>\n<tuv xml:lang="${xml(english)}">${seg(target)}</tuv>\n</tu>\n`;
    });
    const header = props({ "x-engine": provenance.engine, "x-package": provenance.package, "x-glossary": provenance.glossary });
    return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Bitexte" creationtoolversion="${xml(provenance.version) || "0"}" segtype="sentence" o-tmf="Bitexte" adminlang="en" srclang="${xml(french)}" datatype="plaintext" o-encoding="UTF-8">${header}</header>
<body>
${body.join("")}</body>
</tmx>
`;
  }

  const IN_XLIFF = {
    open: (id) => `<g id="${id}">`, close: () => "</g>", isolated: (id) => `<x id="${id}"/>`, begin: (id) => `<bx id="${id}"/>`, end: (id) => `<ex id="${id}"/>`,
  };

  function xliff(lines, { provenance, document, french, english }) {
    const state = (line) => (line.reviewed ? "signed-off" : line.edited ? "translated" : "needs-review-translation");
    const body = lines.filter(({ source }) => source).map((line, number) => {
      const unit = (text) => rewritten(text, xml, IN_XLIFF), machine = !line.edited && line.origin === "machine" ? ' state-qualifier="leveraged-mt"' : "";
      return `<trans-unit id="${xml(line.id) || `new-${number + 1}`}" xml:space="preserve"${line.reviewed ? ' approved="yes"' : ""}>
<source xml:lang="${xml(french)}">${unit(line.source)}</source>
<target xml:lang="${xml(english)}" state="${state(line)}"${machine}>${unit(line.target)}</target>
${line.comment ? `<note from="reviewer">${xml(line.comment)}</note>\n` : ""}</trans-unit>
`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="${xml(document)}" source-language="${xml(french)}" target-language="${xml(english)}" datatype="plaintext" tool-id="bitexte">
<header><tool tool-id="bitexte" tool-name="Bitexte" tool-version="${xml(provenance.version) || "0"}"/></header>
<body>
${body.join("")}</body>
</file>
</xliff>
`;
  }

  const IN_PO = { open: (id) => `<g${id}>`, close: (id) => `</g${id}>`, isolated: (id) => `<x${id}/>`, begin: (id) => `<b${id}/>`, end: (id) => `<e${id}/>` };
  const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\t/g, "\\t")}"`;
  const unix = (text) => text.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n").replace(/[\0-\x08\x0e-\x1f\x7f-\x9f]|[\ud800-\udfff]/gu, "\ufffd");

  // A message for each text with its translation; msgctxt where a text has several. Fuzzy is what nobody has confirmed.
  function po(lines, { provenance, document, french, english }) {
    const messages = new Map(), kinds = new Map();
    const spelled = (text) => unix(rewritten(text, (plain) => plain, IN_PO));
    for (const line of lines.filter(({ source }) => source)) {
      const source = spelled(line.source), inner = spelled(line.target).replace(/^\n+|\n+$/g, "");
      const target = inner && `${source.startsWith("\n") ? "\n" : ""}${inner}${source.endsWith("\n") ? "\n" : ""}`;
      const name = JSON.stringify([source, target]);
      if (!messages.has(name)) {
        messages.set(name, { source, target, line, ids: [], sure: false });
        kinds.set(source, (kinds.get(source) ?? 0) + 1);
      }
      const message = messages.get(name);
      message.ids.push(line.id);
      message.sure ||= line.edited || line.reviewed;
    }
    const note = (sign, text) => unix(text).split("\n").map((each) => `#${sign} ${each}\n`).join("");
    const body = [...messages.values()].map(({ source, target, line, ids, sure }) =>
      `\n${line.comment ? note("", line.comment) : ""}${note(".", `segments: ${ids.filter(Boolean).join(" ")}`)}${sure || !target ? "" : "#, fuzzy\n"}`
      + `${kinds.get(source) > 1 ? `msgctxt ${quoted(unix(line.id))}\n` : ""}msgid ${quoted(source)}\nmsgstr ${quoted(target)}\n`);
    const one = (text) => unix(text).replace(/\n/g, " ");
    const header = {
      "Project-Id-Version": one(document), "Last-Translator": "reviewer", "Language": one(english).replaceAll("-", "_"), "MIME-Version": "1.0",
      "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "X-Source-Language": one(french), "X-Generator": `Bitexte ${one(provenance.version)}`,
    };
    const fields = Object.entries(header).map(([name, value]) => `${quoted(`${name}: ${value}\n`)}\n`).join("");
    return `msgid ""\nmsgstr ""\n${fields}${body.join("")}`;
  }

  // The English text, a paragraph a block: the document itself is made by the next run.
  function text(lines) {
    const blocks = [];
    for (const { block, target, tail } of lines) {
      if (!blocks.length || blocks.at(-1).block !== block) blocks.push({ block, text: "" });
      blocks.at(-1).text += bare(target) + tail;
    }
    return blocks.map((each) => `${each.text.trimEnd()}\n`).join("\n");
  }

  function tsv(lines) {
    const row = (fields) => `${fields.map((field) => field.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")).join("\t")}\n`;
    const state = (line) => [line.edited && "edited", line.reviewed && "reviewed"].filter(Boolean).join(" ");
    return row(["id", "source", "target", "state"]) + lines.map((line) => row([line.id, line.source, line.target, state(line)])).join("");
  }

  function jsonl(lines) {
    return lines.map(({ id, source, target, origin, draft, edited, reviewed }) => {
      const row = { id, source, target, origin: edited ? "human" : origin, before: draft, edited, state: reviewed ? "reviewed" : "initial", marks: true };
      return `${JSON.stringify(row).replace(/[\u0085\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
    }).join("");
  }

  return { json, tmx, xliff, po, text, tsv, jsonl };
})();
