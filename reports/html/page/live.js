// What a monitor has seen so far. Asks for it again every second, and changes what has changed.

const period = 1000;
const rows = new Map();
const list = el("div.rows", { hidden: true });
const nothing = el("p.nothing", "Nothing has been found wrong so far.");
const troubles = el("ul.objections");
const age = el("p.intro", { role: "status" });
let before;

const time = (milliseconds) => new Date(milliseconds).toLocaleTimeString();

function put(id, text) {
  const node = document.getElementById(id);
  if (node.textContent !== `${text}`) node.textContent = text;
}

function lasted(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  return parts.slice(seconds >= 3600 ? 0 : seconds >= 60 ? 1 : 2).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

// ---- one rule ----------------------------------------------------------------------------------

function detail(one) {
  const both = marked(one.expected, one.got);
  return el("div.detail",
    el("ul.cites", el("li", el("span", one.requirement), el("span", one.sentence))),
    el("dl.difference", el("dt", "expected"), el("dd", both.expected), el("dt", "got"), el("dd", both.got)),
    el("div", el("h4", `The request and response of ${time(one.shown_at)}`), el("div.line-of-time", exchange(one.exchange, true, []))));
}

function makeRow(one) {
  const row = { note: el("span.note"), tally: el("span.tally"), inside: el("div.inside"), shown: undefined };
  row.node = fold("row", [el(`span.badge.${one.level === "must" ? "fail" : "warn"}`, one.level === "must" ? "fail" : "warn"),
    el("span.name", `The ${one.by}: ${one.title}`, " ", el("code.id", one.rule)), row.tally, row.note], () => row.inside);
  return row;
}

function update(row, one) {
  row.tally.textContent = one.count;
  row.note.replaceChildren(`${time(one.last)}: expected `, ...literal(one.expected), ", got ", ...literal(one.got));
  // What someone reads stays as it is.
  if (row.shown === one.shown_at || row.node.open) return;
  row.shown = one.shown_at;
  row.inside.replaceChildren(detail(one));
}

// ---- the page ----------------------------------------------------------------------------------

function title(state) {
  if (state.failures.some((one) => one.level === "must")) return "Not conformant";
  if (state.exchanges === 0) return "Waiting for traffic";
  return "No failures so far";
}

function sentence(state) {
  const broken = (by) => new Set(state.failures.filter((one) => one.by === by && one.level === "must").map((one) => one.requirement)).size;
  const unheeded = new Set(state.failures.filter((one) => one.level !== "must").map((one) => one.requirement)).size;
  const parts = ["server", "client"].filter((by) => broken(by) > 0).map((by) => `The ${by} breaks ${count(broken(by), "requirement")}.`);
  if (unheeded > 0) parts.push(`${count(unheeded, "recommendation (SHOULD) is", "recommendations (SHOULD) are")} not followed.`);
  return parts.join(" ");
}

function showCounts(state) {
  const seconds = before ? (state.now - before.now) / 1000 : 0;
  put("exchanges", state.exchanges);
  put("rate", seconds > 0 ? `${Math.round((state.exchanges - before.exchanges) / seconds)} per second` : "–");
  put("under-way", state.under_way);
  put("by-server", state.violations.server);
  put("by-client", state.violations.client);
  put("running", lasted(state.now - state.since));
}

function render(state) {
  const words = title(state);
  document.querySelector("h1").textContent = words;
  document.querySelector(".lede").textContent = sentence(state);
  document.getElementById("conclusion").className = words === "Not conformant" ? "bad" : state.exchanges === 0 ? "unsure" : "good";
  document.title = `${words}: ${data.upstream}`;
  showCounts(state);
  for (const one of state.failures) {
    if (!rows.has(one.rule)) rows.set(one.rule, makeRow(one));
    update(rows.get(one.rule), one);
  }
  const nodes = state.failures.map((one) => rows.get(one.rule).node);
  if (list.contains(document.activeElement)) {
    // Moving a row would take the focus from it.
    list.prepend(...nodes.filter((node) => !node.isConnected));
  } else if (nodes.some((node, i) => list.children[i] !== node)) {
    list.replaceChildren(...nodes);
  }
  list.hidden = nodes.length === 0;
  nothing.hidden = nodes.length > 0;
  troubles.replaceChildren(...state.troubles.map((one) => el("li", `${time(one.at)}: ${one.text}`)));
  age.textContent = "The latest first. Updated every second.";
  before = state;
}

async function refresh() {
  try {
    const response = await fetch("state", { cache: "no-store" });
    render(await response.json());
  } catch {
    age.textContent = before ? `The monitor does not answer. This is what was known at ${time(before.now)}.` : "The monitor does not answer.";
  }
  setTimeout(refresh, period);
}

show(tools([["failures", "Failures"]], []), el("section", { id: "failures" }, el("h2", "Failures"), age, troubles, nothing, list));
searchBox.remove();
refresh();
