// Shared by pages that show test results: the results in the data, and how to render one.

const verdictNames = ["fail", "unstable", "error", "warn", "known", "blocked", "inconclusive", "skip", "pass"];

// ---- data --------------------------------------------------------------------------------------

/** The state of a known failure replaces its verdict. */
const verdicts = data.scenarios.map((one) => ({
  ...one,
  verdict: one.known ? "known" : one.verdict,
  text: [one.id, one.title, one.message, one.got ?? "", one.known?.reason ?? "", ...one.requirements].join(" ").toLowerCase(),
}));
const numberOf = (name) => verdicts.filter((one) => one.verdict === name).length;
const verdictById = new Map(verdicts.map((one) => [one.id, one]));
const requirements = new Map(data.requirements.map((one) => [one.id, one]));
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
const isFailure = (one) => ["fail", "unstable", "warn", "error", "known"].includes(one.verdict);
const isMild = (one) => one.verdict === "warn" || one.verdict === "known";
const sectionOf = (id) => (id.includes("/") ? id.slice(0, id.indexOf("/")) : "");
const requirementOf = (id) => requirements.get(id) ?? { id, level: "", text: "", ruling: "" };

/** Header names mentioned in the text of a result. */
function namedHeaders(one) {
  const words = `${one.expected} ${one.got}`;
  return [...words.matchAll(/([A-Za-z][A-Za-z0-9-]*)(?=:| header| present| absent)/g)].map((match) => match[1].toLowerCase());
}

// ---- one result --------------------------------------------------------------------------------

function cites(one) {
  return el("ul.cites", one.requirements.map((id) => {
    const requirement = requirementOf(id);
    const words = [`${sectionOf(id)} `, el("span.level", requirement.level || one.level)];
    return el("li", data.campaign ? el("span", words) : el("a", { href: link(id) }, words),
      el("span", requirement.text || id));
  }));
}

function ruling(id) {
  const known = data.rulings[id];
  return id && el("div", el("h4", `Ruling ${id}: how the specification is read`),
    el("div.ruling", known ? [el("p.quiet", known.question), el("p", known.text)] : `The result is based on ruling ${id}.`));
}

function difference(one) {
  if (one.expected === undefined) return one.message && el("p", literal(one.message));
  const both = marked(one.expected, one.got);
  const counts = /^\d+ of \d+ exchanges/.exec(one.message);
  return el("div", counts && el("h4", counts[0]), el("dl.difference", el("dt", "expected"), el("dd", both.expected),
    el("dt", "got"), el("dd", one.got ? both.got : "nothing")));
}

/** How to reproduce this result. */
function again(one) {
  if (one.replay) return replay(one);
  return !data.campaign && data.command_for_one && el("div", el("h4", "Run only this"), shell(`${data.command_for_one} --only ${quoteForShell(one.id)}`));
}

/** The command is part of the reason; older reports have none. */
function replay(one) {
  const files = one.replay;
  const command = /^Replay it with: (.+)/.exec(one.why ?? "")?.[1];
  return [
    el("div", el("h4", "Check whether it still occurs"), shell(command ?? `conform replay ${quoteForShell(files.scenario)}`)),
    el("div", el("h4", "Files"), table([["Scenario", el("code", files.scenario)], ["Transcript", el("code", files.transcript)], ["Shell script", el("code", files.shell)]])),
  ];
}

function detail(one) {
  const named = one.expected === undefined ? [] : namedHeaders(one);
  const last = (one.exchanges?.length ?? 0) - 1;
  const timed = `${(one.seconds * 1000).toFixed(one.seconds < 0.01 ? 1 : 0)} ms`;
  return el("div.inside", el("div.detail",
    one.requirements.length > 0 && cites(one),
    one.known && el("p.known", el("b", "Known: "), literal(one.known.reason), one.known.until && ` (until ${one.known.until})`),
    one.why && !one.replay && el("p", one.why),
    difference(one),
    ruling(one.ruling),
    last >= 0 && el("div", el("h4", last > 0 ? "Requests and responses, the failing one last" : "Requests and responses"),
      el("div.line-of-time", one.exchanges.map((lines, i) => exchange(lines, i === last, named)))),
    one.curl && el("div", el("h4", "Reproduce with curl"), shell(one.curl)),
    again(one),
    el("p.places", one.place && el("span", one.place), one.seconds > 0 && el("span", `took ${timed}`), el("a", { href: link(one.id) }, "link to this result"))));
}

function verdictRow(one) {
  const row = fold("row", [el(`span.badge.${one.verdict}`, one.verdict), el("span.name", one.title),
    el("code.id", one.id), one.message && el("span.note", literal(one.message))], () => detail(one));
  row.verdict = one;
  return row;
}

// ---- many results ------------------------------------------------------------------------------

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

// ---- the server --------------------------------------------------------------------------------

function table(rows) {
  return el("dl.table", rows.map(([name, value]) => el("div", el("dt", name), el("dd", value))));
}

const stateBadges = { "there": "pass", "not there": "skip", "not known": "inconclusive" };

function aboutServer() {
  const capabilities = Object.entries(data.capabilities);
  const behaviour = [...data.behaviour].sort((a, b) => (a.title < b.title ? -1 : 1));
  return el("section", { id: "server" }, el("h2", "The server"),
    el("p.intro", "What it supports and how we know, and what it does where the specification leaves it free."),
    el("h3.small", "Capabilities"),
    capabilities.length > 0 ? table(capabilities.map(([name, one]) => [
      [el(`span.badge.${stateBadges[one.state] ?? (one.present ? "pass" : "skip")}`, name)],
      one.present ? literal(one.how) : [`${one.state ?? "not there"}: `, ...literal(one.how)]]))
      : el("p.nothing", "Not probed."),
    el("h3.small", "Behaviour (not a requirement)"),
    behaviour.length > 0 ? table(behaviour.map((one) => [literal(one.title), literal(one.value)])) : el("p.nothing", "Nothing was observed."),
    data.notes.length > 0 && [el("h3.small", "Notes"), notes()]);
}

function notes() {
  return el("ul.notes", data.notes.map((note) => el("li", literal(note))));
}

/** Where clients were judged, too, the server was not asked what it can do. */
function aboutTraffic() {
  return data.notes.length > 0 && el("section", { id: "notes" }, el("h2", "Notes"), notes());
}
