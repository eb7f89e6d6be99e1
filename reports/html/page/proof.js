// The mutation testing report: what no test detected, then every defect and the tests that detected
// it.

const requirements = new Map(data.requirements.map((one) => [one.id, one]));
const defects = data.matrix.map((one) => ({
  ...one,
  state: !one.killed ? "survived" : one.blamed_right ? "detected" : "misattributed",
  text: [one.id, one.words, one.requirement, one.first, one.first_message].join(" ").toLowerCase(),
}));
const defectById = new Map(defects.map((one) => [one.id, one]));
const states = { survived: ["fail", "survived"], misattributed: ["warn", "misattributed"], detected: ["pass", "detected"] };
const topics = [...new Set(defects.map((one) => one.id.split(".")[0]))];
const sectionOf = (id) => id.slice(0, id.indexOf("/"));

const filter = { text: "", states: new Set(), topic: "" };
let matchesText = textFilter("");
const isFiltered = () => filter.text !== "" || filter.states.size > 0 || filter.topic !== "";

function matches(one) {
  return (filter.states.size === 0 || filter.states.has(one.state)) && (filter.topic === "" || one.id.startsWith(`${filter.topic}.`)) &&
    matchesText(one.text);
}

// ---- one defect --------------------------------------------------------------------------------

function cited(ids) {
  return el("ul.cites", ids.map((id) => el("li", el("span", `${sectionOf(id)} `, el("span.level", requirements.get(id)?.level ?? "")),
    el("span", requirements.get(id)?.text ?? id))));
}

function titleOf(id) {
  return data.scenarios[id.split("[")[0]] ?? "";
}

function detail(one) {
  const killers = new Rows(one.killers, (id) => el("div.row.killer", el("code", id), el("span.quiet", titleOf(id))), 20);
  killers.node.className = "rows";
  return el("div.inside", el("div.detail",
    el("div", el("h4", "The requirement that it breaks"), cited([one.requirement])),
    one.killed && el("div", el("h4", "The first failure"), el("p", el("code", one.first), " ", el("span.quiet", titleOf(one.first))),
      el("p", literal(one.first_message)), cited(one.first_requirements)),
    one.killed && el("div", el("h4", `${count(one.killers.length, "scenario or rule detected it", "scenarios and rules detected it")}${one.blocked ? `, ${one.blocked} were blocked` : ""}`), killers.node),
    el("div", el("h4", "See it"), shell(`conform serve --defect ${quoteForShell(one.id)}\nconform prove --defect ${quoteForShell(one.id)}`)),
    el("p.places", el("a", { href: link(one.id) }, "link to this bug"))));
}

function defectRow(one) {
  const [tone, words] = states[one.state];
  return fold("row", [el(`span.badge.${tone}`, words), el("span.name", one.words), el("code.id", one.id),
    el("span.note", one.killed ? `${one.killers.length} detected it, first ${one.first}` : "nobody detected it")], () => detail(one));
}

// ---- the page ----------------------------------------------------------------------------------

const matrix = el("div");

function refresh() {
  const shown = defects.filter(matches);
  matrix.rows = new Rows(shown, defectRow);
  matrix.rows.node.className = "rows";
  matrix.replaceChildren(shown.length > 0 ? matrix.rows.node : el("p.nothing", "No bug matches."));
  found.textContent = isFiltered() ? `${shown.length} of ${count(defects.length, "defect")}` : "";
}

function forgetFilters() {
  Object.assign(filter, { text: "", topic: "" });
  filter.states.clear();
  matchesText = textFilter("");
  searchBox.value = "";
  document.querySelectorAll(".chip[aria-pressed]").forEach((node) => node.setAttribute("aria-pressed", "false"));
  document.querySelectorAll("select").forEach((node) => { node.value = ""; });
  refresh();
}

function filters() {
  const refreshSoon = later(refresh);
  searchBox.addEventListener("input", () => {
    filter.text = searchBox.value.trim();
    matchesText = textFilter(filter.text);
    refreshSoon();
  });
  const chips = Object.entries(states).map(([state, [tone, words]]) => {
    const number = defects.filter((one) => one.state === state).length;
    return number > 0 && chip(tone, words, number, (on) => {
      toggled(filter.states, state, on);
      refresh();
    });
  });
  return [chips, choice("Any topic", topics, (value) => {
    filter.topic = value;
    refresh();
  })];
}

function reveal(id) {
  const defect = defectById.get(id);
  if (!defect) return document.getElementById(id);
  if (!matches(defect)) forgetFilters();
  const row = matrix.rows.row(defect);
  unfold(row);
  return row;
}

function listed(title, intro, ids) {
  if (ids.length === 0) return null;
  const rows = new Rows(ids, (id) => el("div.row.killer", el("code", id), el("span.quiet", titleOf(id))), 15);
  rows.node.className = "rows";
  return [el("h3.small", `${title} (${ids.length})`), el("p.intro", intro), rows.node];
}

function survivors() {
  const left = defects.filter((one) => one.state === "survived");
  const rows = new Rows(left, defectRow);
  rows.node.className = "rows";
  return left.length > 0 ? rows.node : el("p.nothing", "No bug survived.");
}

refresh();
show(tools([["attention", "To be looked at"], ["defects", "Defects"]], filters()),
  el("section", { id: "attention" }, el("h2", "To be looked at"), survivors(),
    listed("Errors of conform itself", "They leave a bug untested.", data.faults),
    listed("Failures of the server without any bug", "A correct server must not fail.", data.false_failures),
    listed("Idle", "Scenarios and rules that detected no bug.", data.idle_scenarios)),
  el("section", { id: "defects" }, el("h2", "Defects"),
    el("p.intro", "The reference server with one planted bug at a time: how many tests detected it, and which failure a report begins with. “Misattributed”: that failure names a requirement of another section."),
    matrix));
followAddress(reveal);
openForPrint(() => []);
