// The report of a run: failures by requirement; the matrix; all results; the server.

const standings = {
  broken: "broken", unfollowed: "not followed", proven: "proven", unsupported: "not supported", unjudged: "not tested",
};

// ---- filters -----------------------------------------------------------------------------------

const filter = { text: "", verdicts: new Set(), standings: new Set(), level: "", suite: "" };
let matchesText = textFilter("");

const isFiltered = () => filter.text !== "" || filter.verdicts.size > 0 || filter.level !== "" || filter.suite !== "";

function isWanted(one) {
  return (filter.verdicts.size === 0 || filter.verdicts.has(one.verdict)) && (filter.suite === "" || one.suite === filter.suite) &&
    matchesText(one.text);
}

const hasLevel = (one) => filter.level === "" || one.level === filter.level;
const matches = (one) => hasLevel(one) && isWanted(one);

/** A requirement matches by its own text and by that of the results that cover it. */
function matchesRequirement(requirement) {
  if (filter.standings.size > 0 && !filter.standings.has(requirement.standing)) return false;
  if (!hasLevel(requirement)) return false;
  const byWords = filter.verdicts.size === 0 && filter.suite === "" && matchesText(`${requirement.id} ${requirement.text}`.toLowerCase());
  return byWords || witnessesOf(requirement.id).some(isWanted);
}

// ---- failures ----------------------------------------------------------------------------------

const harms = {
  data: "Data is lost, changed or exposed", outage: "The server crashes",
  storage: "Acknowledged data is not stored", order: "Order is wrong",
};

/** Failures by root cause, most serious first; those without one, such as known failures, by requirement. */
function byCause(failures) {
  const left = new Set(failures);
  const take = (ids) => ids.map((id) => verdictById.get(id)).filter((one) => one && left.delete(one));
  const groups = (data.root_causes ?? []).map((cause) => ({ cause, id: cause.requirements[0] ?? "", verdicts: take(cause.failed) }))
    .filter((group) => group.verdicts.length > 0);
  for (const [id, list] of grouped([...left], (one) => one.requirements[0] ?? "")) groups.push({ id, verdicts: list });
  return groups;
}

/** The one to start with, then one case of each scenario, then the other cases; SHOULDs last. */
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

function causeCard(group) {
  const { cause } = group;
  const requirement = requirementOf(group.id);
  const isFirst = group.verdicts.some((one) => one.id === data.start_with);
  const rows = new Rows(inReadingOrder(group.verdicts), verdictRow, isFirst ? 3 : 1);
  group.rows = rows;
  rows.node.className = "rows";
  return el(group.verdicts.every(isMild) ? "article.requirement.advice" : "article.requirement",
    el("header", el("p.meta", isFirst && el("span.first", "Start here"), cause && harms[cause.harm] && el("span.harm", harms[cause.harm]),
      group.id && el("a", { href: link(group.id) }, sectionOf(group.id) === "H" ? "HTTP" : `Section ${sectionOf(group.id)}`), el("span.level", requirement.level),
      el("span", count(group.verdicts.length, "test")),
      cause?.blocked.length > 0 && el("span", `${cause.blocked.length} more blocked by it`),
      requirement.ruling && el("span", `ruling ${requirement.ruling}`)),
      el("h3", cause ? literal(cause.headline) : requirement.text || group.id || "No requirement is named"),
      cause && requirement.text && el("p.required", requirement.text)),
    rows.node);
}

let brokenGroups = [];

function fillBroken(node) {
  const all = verdicts.filter(isFailure);
  const shown = all.filter(matches);
  brokenGroups = byCause(shown);
  const tooMany = 60;
  const cards = new Rows(brokenGroups, causeCard, tooMany);
  cards.node.className = "";
  node.rows = cards;
  const hidden = all.length - shown.length;
  node.replaceChildren(shown.length > 0 ? cards.node
    : el("p.nothing", all.length === 0 ? "No failures." : `${count(hidden, "failure")} do not match the search.`));
}

// ---- the matrix --------------------------------------------------------------------------------

function standingOf(requirement) {
  return el("span.standing", el(`span.cell.${requirement.standing}`), standings[requirement.standing]);
}

function unjudgedBecause(requirement) {
  if (requirement.excused) return `Not testable: ${requirement.excused}.`;
  if (requirement.binds === "client" && data.subject === "server") return "It is a requirement for clients, not servers.";
  return "No scenario or rule about it had a result in this run.";
}

function requirementRow(requirement) {
  const row = fold("row.requirement", [standingOf(requirement), el("span.name", requirement.text), el("span.level", requirement.level)], () => {
    const all = witnessesOf(requirement.id);
    const rows = new Rows([...all].sort((a, b) => verdictNames.indexOf(a.verdict) - verdictNames.indexOf(b.verdict)), verdictRow, 12);
    rows.node.className = "rows";
    return el("div.inside", el("p.places", el("code", requirement.id), el("span", `binds the ${requirement.binds === "either" ? "server or client" : requirement.binds}`),
      requirement.needs.length > 0 && el("span", `needs ${requirement.needs.join(", ")}`)),
      requirement.ruling && el("div.detail", ruling(requirement.ruling)),
      all.length > 0 ? rows.node : el("p.quiet", unjudgedBecause(requirement)));
  });
  return row;
}

const notAsked = { server: "client", client: "server" }[data.subject];
const inMatrix = (requirement) => requirement.level !== "may" && requirement.binds !== notAsked;
const bound = { server: "a server", client: "a client", traffic: "servers and clients" }[data.subject];
const suiteNames = { judge: "Rules that check every response", client: "Rules for clients" };

function sectionFold(section, list, shown) {
  const cells = list.filter(inMatrix).map((requirement) => el(shown.has(requirement) ? `a.cell.${requirement.standing}` : `a.cell.${requirement.standing}.dim`,
    { href: link(requirement.id), title: `${requirement.text} (${standings[requirement.standing]})`, "aria-label": `${requirement.id}: ${standings[requirement.standing]}` }));
  const judged = list.filter(inMatrix);
  const node = fold("section", [el("span.number", section), el("span", data.sections[section] ?? ""), el("span.cells", cells),
    el("span.tally", `${judged.filter((one) => one.standing === "proven").length} of ${judged.length}`)], () => {
    node.rows = new Rows(list.filter((one) => shown.has(one)), requirementRow, 200);
    return node.rows.node;
  });
  return node;
}

function fillMatrix(node) {
  const shown = new Set(data.requirements.filter(matchesRequirement));
  const sections = grouped(data.requirements, (one) => sectionOf(one.id));
  const folds = new Map();
  for (const [section, list] of sections) {
    if (list.some((one) => shown.has(one))) folds.set(section, sectionFold(section, list, shown));
  }
  node.folds = folds;
  node.replaceChildren(folds.size > 0 ? el("div.rows", [...folds.values()]) : el("p.nothing", "No requirement matches."));
}

function legend(refresh) {
  return el("div.legend", Object.entries(standings).map(([name, words]) => {
    const number = data.requirements.filter((one) => inMatrix(one) && one.standing === name).length;
    const node = chip("standing", [el(`span.cell.${name}`), words], number, (on) => {
      toggled(filter.standings, name, on);
      refresh();
    });
    return node;
  }));
}

// ---- all results -------------------------------------------------------------------------------

function suiteFold(suite, list, all) {
  const sorted = [...list].sort((a, b) => verdictNames.indexOf(a.verdict) - verdictNames.indexOf(b.verdict));
  const node = fold("row.suite", [el("span.name", suiteTitle.get(suite) ?? suiteNames[suite] ?? suite, " ", el("code.id", suite)),
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
  node.replaceChildren(folds.size > 0 ? el("div.rows", [...folds.values()]) : el("p.nothing", "No result matches."));
  found.textContent = isFiltered() ? `${matching} of ${count(verdicts.length, "result")}` : "";
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
    filter.text = searchBox.value.trim();
    matchesText = textFilter(filter.text);
    refreshSoon();
  });
  const chips = verdictNames.filter((name) => numberOf(name) > 0).map((name) => chip(name, name, numberOf(name), (on) => {
    toggled(filter.verdicts, name, on);
    refresh();
  }));
  const pick = (key) => (value) => {
    filter[key] = value;
    refresh();
  };
  return [chips, choice("Any level", ["must", "should", "may"], pick("level")), choice("Any suite", suiteIds, pick("suite"))];
}

function forgetFilters() {
  if (!isFiltered() && filter.standings.size === 0) return;
  Object.assign(filter, { text: "", level: "", suite: "" });
  filter.verdicts.clear();
  filter.standings.clear();
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

function rowOfRequirement(requirement) {
  const section = matrix.folds.get(sectionOf(requirement.id));
  unfold(section);
  return section.rows.row(requirement);
}

function reveal(id) {
  const verdict = verdictById.get(id);
  const requirement = requirements.get(id);
  if (!verdict && !requirement) return document.getElementById(id);
  if (verdict ? !matches(verdict) : !matchesRequirement(requirement)) forgetFilters();
  const row = verdict ? rowOfVerdict(verdict) : rowOfRequirement(requirement);
  unfold(row);
  return row;
}

function waiting() {
  const parts = [["blocked", numberOf("blocked") === 1 ? "blocked by an earlier step" : "blocked by an earlier step"], ["inconclusive", "could not be tested"]]
    .filter(([name]) => numberOf(name) > 0).map(([name, words]) => `${count(numberOf(name), "test")} ${words}.`);
  return parts.length > 0 && el("p.intro", parts.join(" "));
}

refresh();
document.querySelector(".counts")?.before(bar(verdicts));
show(tools([["broken", "Causes"], ["requirements", "Requirements"], ["results", "Results"], data.subject === "server" && ["server", "Server"]].filter(Boolean), filters()),
  el("section", { id: "broken" }, el("h2", "Root causes"), waiting(), broken),
  el("section", { id: "requirements" }, el("h2", "Requirements"),
    el("p.intro", `What the protocol says ${bound} must or should do, a square for each. A requirement is shown as kept if a test passed and none failed.`),
    legend(refresh), matrix),
  el("section", { id: "results" }, el("h2", "All results"), suites),
  data.subject === "server" ? aboutServer() : aboutTraffic());
followAddress(reveal);
openForPrint(() => [...broken.querySelectorAll("details.row")]);
