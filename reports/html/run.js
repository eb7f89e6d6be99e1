// The report of a run: what is broken, promise by promise; the matrix; every verdict; the server.

const verdictNames = ["fail", "error", "warn", "known", "blocked", "inconclusive", "skip", "pass"];
const standings = {
  broken: "broken", unfollowed: "not followed", proven: "proven", unsupported: "not supported", unjudged: "not judged",
};

// ---- what there is -----------------------------------------------------------------------------

/** What is known of a failure stands in place of its verdict. */
const verdicts = data.scenarios.map((one) => ({
  ...one,
  verdict: one.known ? "known" : one.verdict,
  text: [one.id, one.title, one.message, one.got ?? "", one.known?.reason ?? "", ...one.requirements].join(" ").toLowerCase(),
}));
const numberOf = (name) => verdicts.filter((one) => one.verdict === name).length;
const verdictById = new Map(verdicts.map((one) => [one.id, one]));
const promises = new Map(data.requirements.map((one) => [one.id, one]));
const suiteTitle = new Map(data.suites.map((one) => [one.id, one.title]));
const suitesRun = new Set(verdicts.map((one) => one.suite));
const suiteIds = [...new Set([...suiteTitle.keys(), ...suitesRun])].filter((id) => suitesRun.has(id));

function grouped(list, key) {
  const groups = new Map();
  for (const one of list) {
    if (!groups.has(key(one))) groups.set(key(one), []);
    groups.get(key(one)).push(one);
  }
  return groups;
}

const witnesses = new Map();
for (const one of verdicts) {
  for (const id of one.requirements) {
    if (!witnesses.has(id)) witnesses.set(id, []);
    witnesses.get(id).push(one);
  }
}
const witnessesOf = (id) => witnesses.get(id) ?? [];
const accuses = (one) => ["fail", "warn", "error", "known"].includes(one.verdict);
const isMild = (one) => one.verdict === "warn" || one.verdict === "known";
const sectionOf = (id) => (id.includes("/") ? id.slice(0, id.indexOf("/")) : "");
const promiseOf = (id) => promises.get(id) ?? { id, level: "", text: "", ruling: "" };

// ---- what is asked for -------------------------------------------------------------------------

const asked = { text: "", verdicts: new Set(), standings: new Set(), level: "", suite: "" };
let matchesText = textFilter("");

const isFiltered = () => asked.text !== "" || asked.verdicts.size > 0 || asked.level !== "" || asked.suite !== "";

function isWanted(one) {
  return (asked.verdicts.size === 0 || asked.verdicts.has(one.verdict)) && (asked.suite === "" || one.suite === asked.suite) &&
    matchesText(one.text);
}

const hasLevel = (one) => asked.level === "" || one.level === asked.level;
const matches = (one) => hasLevel(one) && isWanted(one);

/** A promise is found by its own words and by those of its witnesses. */
function matchesPromise(promise) {
  if (asked.standings.size > 0 && !asked.standings.has(promise.standing)) return false;
  if (!hasLevel(promise)) return false;
  const byWords = asked.verdicts.size === 0 && asked.suite === "" && matchesText(`${promise.id} ${promise.text}`.toLowerCase());
  return byWords || witnessesOf(promise.id).some(isWanted);
}

// ---- one exchange ------------------------------------------------------------------------------

const telling = /^(stream-|producer-|content-type:|etag:|location:|cache-control:|if-|retry-after:|webhook-|allow:)/i;

/** A transcript is lines: "#12, +31 ms", then "> " sent, "< " came, "! " how it ended. */
function readTranscript(lines) {
  const [, number, when, label] = /^(#\d+), (\+[^,]*)(?:, "(.*)")?$/.exec(lines[0]) ?? [null, lines[0], "", ""];
  const said = (mark) => lines.slice(1).filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
  return { number, when, label, sent: said("> "), came: said("< "), troubles: said("! ") };
}

const isField = (line) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+: /.test(line) && !line.startsWith("event ");

function message(kind, lines, named) {
  const [start, ...rest] = lines;
  const [, words, took] = /^(.*?)(?: \(([^()]* ms)\))?$/.exec(start);
  const fields = rest.filter(isField);
  const isNamed = (field) => named.includes(field.slice(0, field.indexOf(":")).toLowerCase());
  const quiet = fields.filter((field) => !telling.test(field) && !isNamed(field));
  const folded = quiet.length > 1 ? quiet : [];
  const line = (field) => el(isNamed(field) ? "div.field.told" : "div.field", literal(field));
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

function exchange(lines, isAccused, named) {
  const { number, when, label, sent, came, troubles } = readTranscript(lines);
  return el(isAccused ? "div.exchange.accused" : "div.exchange",
    el("div.when", el("b", when), el("span", number), label && el("div", label)),
    el("div.talk", sent.length > 0 && message("asked", sent, []), came.length > 0 && message("came", came, isAccused ? named : []),
      troubles.map((words) => el("div.trouble", literal(words)))));
}

/** Names of headers that the words of a verdict are about. */
function namedHeaders(one) {
  const words = `${one.expected} ${one.got}`;
  return [...words.matchAll(/([A-Za-z][A-Za-z0-9-]*)(?=:| header| present| absent)/g)].map((match) => match[1].toLowerCase());
}

// ---- one verdict -------------------------------------------------------------------------------

function cites(one) {
  return el("ul.cites", one.requirements.map((id) => {
    const promise = promiseOf(id);
    return el("li", el("a", { href: link(id) }, `${sectionOf(id)} `, el("span.level", promise.level || one.level)),
      el("span", promise.text || id));
  }));
}

function ruling(id) {
  const known = data.rulings[id];
  return id && el("div", el("h4", `Ruling ${id}: how the protocol is read here`),
    el("div.ruling", known ? [el("p.quiet", known.question), el("p", known.text)] : `The verdict rests on ruling ${id}.`));
}

function parted(one) {
  if (one.expected === undefined) return one.message && el("p", literal(one.message));
  const both = marked(one.expected, one.got);
  const counts = /^\d+ of \d+ exchanges/.exec(one.message);
  return el("div", counts && el("h4", counts[0]), el("dl.parted", el("dt", "expected"), el("dd", both.expected),
    el("dt", "got"), el("dd", one.got ? both.got : "nothing")));
}

function detail(one) {
  const named = one.expected === undefined ? [] : namedHeaders(one);
  const last = (one.exchanges?.length ?? 0) - 1;
  const timed = `${(one.seconds * 1000).toFixed(one.seconds < 0.01 ? 1 : 0)} ms`;
  return el("div.inside", el("div.detail",
    one.requirements.length > 0 && cites(one),
    one.known && el("p.known", el("b", "Known: "), literal(one.known.reason), one.known.until && ` (until ${one.known.until})`),
    one.why && el("p", one.why),
    parted(one),
    ruling(one.ruling),
    last >= 0 && el("div", el("h4", last > 0 ? "What was said, the accused exchange last" : "What was said"),
      el("div.line-of-time", one.exchanges.map((lines, i) => exchange(lines, i === last, named)))),
    one.curl && el("div", el("h4", "See it with curl"), shell(one.curl)),
    el("div", el("h4", "Run only this"), shell(`${data.command_for_one} --only ${quoteForShell(one.id)}`)),
    el("p.places", one.place && el("span", one.place), one.seconds > 0 && el("span", `took ${timed}`), el("a", { href: link(one.id) }, "link to this verdict"))));
}

function verdictRow(one) {
  const row = fold("row", [el(`span.badge.${one.verdict}`, one.verdict), el("span.name", one.title),
    el("code.id", one.id), one.message && el("span.note", literal(one.message))], () => detail(one));
  row.verdict = one;
  return row;
}

// ---- what is broken ----------------------------------------------------------------------------

/** How sure it is that a promise is broken: who saw it kept weighs against those who saw it broken. */
function suspicion(id) {
  const seen = witnessesOf(id);
  const against = seen.filter(accuses).length;
  const kept = seen.filter((one) => one.verdict === "pass").length;
  return (against - 2 * kept) / (against + kept + 1);
}

/** Accusations by the promise that each most likely is about. The one to start with comes first. */
function byPromise(accusations) {
  const suspicions = new Map([...witnesses.keys()].map((id) => [id, suspicion(id)]));
  const likeliest = (one) => one.requirements.reduce((best, id) => (suspicions.get(id) > suspicions.get(best) ? id : best), one.requirements[0] ?? "");
  const groups = [...grouped(accusations, likeliest)].map(([id, list]) => ({ id, verdicts: list }));
  const urgency = (group) => (group.verdicts.some((one) => one.id === data.start_with) ? 2 : 0) +
    (group.verdicts.every(isMild) ? 0 : 1);
  return groups.sort((a, b) => urgency(b) - urgency(a) || b.verdicts.length - a.verdicts.length);
}

/** The one to start with, then one case of each scenario, then the others of each; advice last. */
function inReadingOrder(list) {
  const cases = new Map();
  const rank = new Map(list.map((one) => {
    const scenario = one.id.split("[")[0];
    const number = (cases.get(scenario) ?? 0) + 1;
    cases.set(scenario, number);
    return [one, one.id === data.start_with ? 0 : number + (isMild(one) ? list.length : 0)];
  }));
  return [...list].sort((a, b) => rank.get(a) - rank.get(b));
}

function promiseCard(group) {
  const promise = promiseOf(group.id);
  const isFirst = group.verdicts.some((one) => one.id === data.start_with);
  const rows = new Rows(inReadingOrder(group.verdicts), verdictRow, isFirst ? 4 : 3);
  group.rows = rows;
  rows.node.className = "rows";
  const saw = witnessesOf(group.id).filter((one) => one.verdict === "pass").length;
  return el(group.verdicts.every(isMild) ? "article.promise.advice" : "article.promise",
    el("header", el("p.meta", isFirst && el("span.first", "Start here"),
      group.id && el("a", { href: link(group.id) }, `Section ${sectionOf(group.id)}`), el("span.level", promise.level),
      el("span", `${count(group.verdicts.length, "witness", "witnesses")} against${saw ? `, ${saw} for` : ""}`),
      promise.ruling && el("span", `ruling ${promise.ruling}`)),
      el("h3", promise.text || group.id || "No promise is named")),
    rows.node);
}

let brokenGroups = [];

function fillBroken(node) {
  const all = verdicts.filter(accuses);
  const shown = all.filter(matches);
  brokenGroups = byPromise(shown);
  const tooMany = 60;
  const cards = new Rows(brokenGroups, promiseCard, tooMany);
  cards.node.className = "";
  node.rows = cards;
  const hidden = all.length - shown.length;
  node.replaceChildren(shown.length > 0 ? cards.node
    : el("p.nothing", all.length === 0 ? "No promise was seen broken." : `${count(hidden, "accusation")} do not match what is searched for.`));
}

// ---- the matrix --------------------------------------------------------------------------------

function standingOf(promise) {
  return el("span.standing", el(`span.cell.${promise.standing}`), standings[promise.standing]);
}

function unjudgedBecause(promise) {
  if (promise.excused) return `Nothing can prove it: ${promise.excused}.`;
  if (promise.binds === "client") return "It binds clients, not servers.";
  return "No scenario or rule about it came to a verdict in this run.";
}

function requirementRow(promise) {
  const row = fold("row.requirement", [standingOf(promise), el("span.name", promise.text), el("span.level", promise.level)], () => {
    const all = witnessesOf(promise.id);
    const rows = new Rows([...all].sort((a, b) => verdictNames.indexOf(a.verdict) - verdictNames.indexOf(b.verdict)), verdictRow, 12);
    rows.node.className = "rows";
    return el("div.inside", el("p.places", el("code", promise.id), el("span", `binds the ${promise.binds === "either" ? "server or client" : promise.binds}`),
      promise.needs.length > 0 && el("span", `needs ${promise.needs.join(", ")}`)),
      promise.ruling && el("div.detail", ruling(promise.ruling)),
      all.length > 0 ? rows.node : el("p.quiet", unjudgedBecause(promise)));
  });
  return row;
}

const inMatrix = (promise) => promise.level !== "may" && promise.binds !== "client";

function sectionFold(section, list, shown) {
  const cells = list.filter(inMatrix).map((promise) => el(shown.has(promise) ? `a.cell.${promise.standing}` : `a.cell.${promise.standing}.dim`,
    { href: link(promise.id), title: `${promise.text} (${standings[promise.standing]})`, "aria-label": `${promise.id}: ${standings[promise.standing]}` }));
  const judged = list.filter(inMatrix);
  const node = fold("section", [el("span.number", section), el("span", data.sections[section] ?? ""), el("span.cells", cells),
    el("span.tally", `${judged.filter((one) => one.standing === "proven").length} of ${judged.length}`)], () => {
    node.rows = new Rows(list.filter((one) => shown.has(one)), requirementRow, 200);
    return node.rows.node;
  });
  return node;
}

function fillMatrix(node) {
  const shown = new Set(data.requirements.filter(matchesPromise));
  const sections = grouped(data.requirements, (one) => sectionOf(one.id));
  const folds = new Map();
  for (const [section, list] of sections) {
    if (list.some((one) => shown.has(one))) folds.set(section, sectionFold(section, list, shown));
  }
  node.folds = folds;
  node.replaceChildren(folds.size > 0 ? el("div.rows", [...folds.values()]) : el("p.nothing", "No promise matches."));
}

function legend(refresh) {
  return el("div.legend", Object.entries(standings).map(([name, words]) => {
    const number = data.requirements.filter((one) => inMatrix(one) && one.standing === name).length;
    const node = chip("standing", [el(`span.cell.${name}`), words], number, (on) => {
      toggled(asked.standings, name, on);
      refresh();
    });
    return node;
  }));
}

// ---- every verdict -----------------------------------------------------------------------------

function bar(list) {
  const shares = verdictNames.map((name) => [name, list.filter((one) => one.verdict === name).length]).filter(([, number]) => number > 0);
  const node = el("div.bar", { "aria-hidden": "true" });
  for (const [name, number] of shares.reverse()) {
    const part = el(`span.${name}`, { title: `${number} ${name}` });
    part.style.flexGrow = number;
    node.append(part);
  }
  return node;
}

function suiteFold(suite, list, all) {
  const sorted = [...list].sort((a, b) => verdictNames.indexOf(a.verdict) - verdictNames.indexOf(b.verdict));
  const node = fold("row.suite", [el("span.name", suiteTitle.get(suite) ?? (suite === "judge" ? "Rules that watch every exchange" : suite), " ", el("code.id", suite)),
    bar(list), el("span.tally", list.length === all.length ? all.length : `${list.length} of ${all.length}`)], () => {
    node.rows = new Rows(sorted, verdictRow);
    return node.rows.node;
  });
  return node;
}

function fillSuites(node) {
  const folds = new Map();
  let matching = 0;
  for (const suite of suiteIds) {
    const all = verdicts.filter((one) => one.suite === suite);
    const list = all.filter(matches);
    matching += list.length;
    if (list.length > 0) folds.set(suite, suiteFold(suite, list, all));
  }
  const few = 60;
  if (isFiltered() && matching <= few) folds.forEach(unfold);
  node.folds = folds;
  node.replaceChildren(folds.size > 0 ? el("div.rows", [...folds.values()]) : el("p.nothing", "No verdict matches."));
  found.textContent = isFiltered() ? `${matching} of ${count(verdicts.length, "verdict")}` : "";
}

// ---- the server --------------------------------------------------------------------------------

function table(rows) {
  return el("dl.table", rows.map(([name, value]) => el("div", el("dt", name), el("dd", value))));
}

function aboutServer() {
  const capabilities = Object.entries(data.capabilities);
  const behaviour = [...data.behaviour].sort((a, b) => (a.title < b.title ? -1 : 1));
  return el("section", { id: "server" }, el("h2", "The server"),
    el("p.intro", "What it can do and how we know, and what it does where the protocol leaves it free."),
    el("h3.small", "Capabilities"),
    capabilities.length > 0 ? table(capabilities.map(([name, one]) => [
      [el(`span.badge.${one.present ? "pass" : "skip"}`, name)], one.present ? literal(one.how) : ["absent: ", ...literal(one.how)]]))
      : el("p.nothing", "None was looked for."),
    el("h3.small", "Behaviour, told and not judged"),
    behaviour.length > 0 ? table(behaviour.map((one) => [literal(one.title), literal(one.value)])) : el("p.nothing", "Nothing was observed."),
    data.notes.length > 0 && [el("h3.small", "Notes"), el("ul.notes", data.notes.map((note) => el("li", literal(note))))]);
}

// ---- the page ----------------------------------------------------------------------------------

const broken = el("div");
const matrix = el("div");
const suites = el("div");

function refresh() {
  fillBroken(broken);
  fillMatrix(matrix);
  fillSuites(suites);
}

function filters() {
  const refreshSoon = later(refresh);
  searchBox.addEventListener("input", () => {
    asked.text = searchBox.value.trim();
    matchesText = textFilter(asked.text);
    refreshSoon();
  });
  const chips = verdictNames.filter((name) => numberOf(name) > 0).map((name) => chip(name, name, numberOf(name), (on) => {
    toggled(asked.verdicts, name, on);
    refresh();
  }));
  const pick = (key) => (value) => {
    asked[key] = value;
    refresh();
  };
  return [chips, choice("Any level", ["must", "should", "may"], pick("level")), choice("Any suite", suiteIds, pick("suite"))];
}

function forgetFilters() {
  if (!isFiltered() && asked.standings.size === 0) return;
  Object.assign(asked, { text: "", level: "", suite: "" });
  asked.verdicts.clear();
  asked.standings.clear();
  matchesText = textFilter("");
  searchBox.value = "";
  document.querySelectorAll(".chip[aria-pressed]").forEach((node) => node.setAttribute("aria-pressed", "false"));
  document.querySelectorAll("select").forEach((node) => { node.value = ""; });
  refresh();
}

function rowOfVerdict(one) {
  const group = brokenGroups.find((candidate) => candidate.verdicts.includes(one));
  if (group) {
    broken.rows.row(group);
    return group.rows.row(one);
  }
  const suite = suites.folds.get(one.suite);
  unfold(suite);
  return suite.rows.row(one);
}

function rowOfPromise(promise) {
  const section = matrix.folds.get(sectionOf(promise.id));
  unfold(section);
  return section.rows.row(promise);
}

function reveal(id) {
  const verdict = verdictById.get(id);
  const promise = promises.get(id);
  if (!verdict && !promise) return document.getElementById(id);
  if (verdict ? !matches(verdict) : !matchesPromise(promise)) forgetFilters();
  const row = verdict ? rowOfVerdict(verdict) : rowOfPromise(promise);
  unfold(row);
  return row;
}

function waiting() {
  const parts = [["blocked", "wait for a step that failed before"], ["inconclusive", "could not be judged, because this machine was too slow"]]
    .filter(([name]) => numberOf(name) > 0).map(([name, words]) => `${count(numberOf(name), "verdict")} ${words}.`);
  return parts.length > 0 && el("p.intro", parts.join(" "));
}

refresh();
document.querySelector(".counts")?.before(bar(verdicts));
show(tools([["broken", "Broken"], ["promises", "Promises"], ["verdicts", "Verdicts"], ["server", "Server"]], filters()),
  el("section", { id: "broken" }, el("h2", "What is broken"), waiting(), broken),
  el("section", { id: "promises" }, el("h2", "Promises"),
    el("p.intro", "What the protocol says a server must or should do, a square for each. A promise is proven where a scenario or rule saw it kept and none saw it broken."),
    legend(refresh), matrix),
  el("section", { id: "verdicts" }, el("h2", "Every verdict"), suites),
  aboutServer());
followAddress(reveal);
openForPrint(() => [...broken.querySelectorAll("details.row")]);
