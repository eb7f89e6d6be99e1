// How one request and its response are shown: shared by pages that have transcripts.

const relevantHeaders = /^(stream-|producer-|content-type:|etag:|location:|cache-control:|if-|retry-after:|webhook-|allow:)/i;

/** A transcript is a list of lines: "#12, +31 ms", then "> " sent, "< " received, "! " how it ended. */
function readTranscript(lines) {
  const [, number, when, label] = /^(#\d+), (\+[^,]*)(?:, "(.*)")?$/.exec(lines[0]) ?? [null, lines[0], "", ""];
  const linesMarked = (mark) => lines.slice(1).filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
  return { number, when, label, sent: linesMarked("> "), received: linesMarked("< "), troubles: linesMarked("! ") };
}

const isField = (line) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+: /.test(line) && !line.startsWith("event ");

function message(kind, lines, named) {
  const [start, ...rest] = lines;
  const [, words, took] = /^(.*?)(?: \(([^()]* ms)\))?$/.exec(start);
  const fields = rest.filter(isField);
  const isNamed = (field) => named.includes(field.slice(0, field.indexOf(":")).toLowerCase());
  const quiet = fields.filter((field) => !relevantHeaders.test(field) && !isNamed(field));
  const folded = quiet.length > 1 ? quiet : [];
  const line = (field) => el(isNamed(field) ? "div.field.named" : "div.field", literal(field));
  const node = el(`div.${kind}`, el("div.start", { title: start }, el("span", literal(shortened(words))), took && el("span.took", took)),
    fields.filter((field) => !folded.includes(field)).map(line));
  if (folded.length) {
    const more = el("button", { type: "button", onclick: () => more.replaceWith(...folded.map(line)) }, `${folded.length} more headers`);
    node.append(more);
  }
  node.append(...rest.filter((one) => !isField(one)).map((one) => el("div.body", literal(one))));
  return node;
}

function shortened(words) {
  return words.replace(data.target, "…");
}

function exchange(lines, isFailing, named) {
  const { number, when, label, sent, received, troubles } = readTranscript(lines);
  return el(isFailing ? "div.exchange.failing" : "div.exchange",
    el("div.when", el("b", when), el("span", number), label && el("div", label)),
    el("div.talk", sent.length > 0 && message("sent", sent, []), received.length > 0 && message("received", received, isFailing ? named : []),
      troubles.map((words) => el("div.trouble", literal(words)))));
}
