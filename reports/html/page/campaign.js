// The report of a campaign: its findings, each with steps to reproduce it; then the rules and how
// often they applied.

// A server that crashed during the initial probe is a finding without a sequence to replay.
const isFinding = (one) => one.replay || one.verdict === "fail";
const findings = verdicts.filter(isFinding);
const rules = verdicts.filter((one) => !isFinding(one));

let matchesText = textFilter("");
const isWanted = (one) => matchesText(one.text);

// ---- findings ----------------------------------------------------------------------------------

function stability(files) {
  return files.confirmed === files.confirmations ? `seen again in all of ${count(files.confirmations, "more run")}`
    : `seen again in ${files.confirmed} of ${count(files.confirmations, "more run")}`;
}

function findingCard(one) {
  const requirement = requirementOf(one.requirements[0] ?? "");
  return el(["fail", "unstable", "error"].includes(one.verdict) ? "article.requirement" : "article.requirement.advice", { id: one.id },
    el("header", el("p.meta", el(`span.badge.${one.verdict}`, one.verdict), requirement.id && el("span", `Section ${sectionOf(requirement.id)}`),
      el("span.level", requirement.level || one.level), one.replay && el("span", stability(one.replay)), el("code.id", one.id)),
      el("h3", one.title)),
    el("div.rows", detail(one)));
}

function fillFound(node) {
  const shown = findings.filter(isWanted);
  const cards = new Rows(shown, findingCard, 20);
  cards.node.className = "";
  node.cards = cards;
  node.replaceChildren(shown.length > 0 ? cards.node
    : el("p.nothing", findings.length === 0 ? "No failures." : `${count(findings.length, "finding")} do not match the search.`));
}

// ---- the rules ---------------------------------------------------------------------------------

const groupsOfRules = [
  ["once", "Broken once, and not again", (one) => !["pass", "skip"].includes(one.verdict)],
  ["kept", "Never broken", (one) => one.verdict === "pass"],
  ["idle", "Never applied: no sequence led to a response that they check", (one) => one.verdict === "skip"],
];

function fillRules(node) {
  const folds = groupsOfRules.map(([name, title, belongs]) => {
    const list = rules.filter((one) => belongs(one) && isWanted(one));
    const group = list.length > 0 && fold("row.suite", [el("span.name", title), bar(list), el("span.tally", list.length)],
      () => new Rows(list, verdictRow).node);
    if (group && name === "once") unfold(group);
    return group;
  }).filter(Boolean);
  node.replaceChildren(folds.length > 0 ? el("div.rows", folds) : el("p.nothing", "No rule matches."));
}

// ---- the page ----------------------------------------------------------------------------------

const foundSection = el("div");
const ruleSection = el("div");

function refresh() {
  fillFound(foundSection);
  fillRules(ruleSection);
  const number = verdicts.filter(isWanted).length;
  found.textContent = searchBox.value.trim() === "" ? "" : `${number} of ${count(verdicts.length, "result")}`;
}

function reveal(id) {
  const one = verdictById.get(id);
  if (one && isFinding(one) && isWanted(one)) return foundSection.cards.row(one);
  return document.getElementById(id);
}

const refreshSoon = later(refresh);
searchBox.addEventListener("input", () => {
  matchesText = textFilter(searchBox.value.trim());
  refreshSoon();
});
refresh();
document.querySelector(".counts")?.before(bar(verdicts));
show(tools([["found", "Found"], ["rules", "Rules"], ["server", "Server"]], []),
  el("section", { id: "found" }, el("h2", "Findings"),
    el("p.intro", "Each with the shortest sequence that still shows it, run again to see that it is reproducible."), foundSection),
  el("section", { id: "rules" }, el("h2", "Rules"),
    el("p.intro", "The checks of every response in every sequence."), ruleSection),
  aboutServer());
followAddress(reveal);
