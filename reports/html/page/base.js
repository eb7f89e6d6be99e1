"use strict";
// Components shared by all pages. Anything sent by a server becomes a text node, never markup.

const data = JSON.parse(document.getElementById("data").textContent);

// ---- elements ----------------------------------------------------------------------------------

/** el("p.quiet", {title: "…"}, "text", child): an element; null and false children are left out. */
function el(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const part of rest.flat(Infinity)) {
    if (part === null || part === undefined || part === false) continue;
    if (part instanceof Node || typeof part !== "object") node.append(part);
    else for (const [key, value] of Object.entries(part)) set(node, key, value);
  }
  return node;
}

function set(node, key, value) {
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "hidden") node.hidden = value;
  else node.setAttribute(key, value);
}

function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** A details element whose content is built when it is first opened. */
function fold(kind, summary, build) {
  const node = el(`details.${kind}`, el("summary", summary));
  let built = false;
  node.build = () => {
    if (!built) node.append(...[build()].flat().filter(Boolean));
    built = true;
  };
  node.addEventListener("toggle", () => node.open && node.build());
  return node;
}

function unfold(node) {
  node.build();
  node.open = true;
}

/** A list rendered in portions, so that thousands of rows cost nothing until they are requested. */
class Rows {
  constructor(items, makeRow, portion = 100) {
    this.node = el("div.list");
    this.items = items;
    this.makeRow = makeRow;
    this.portion = portion;
    this.made = new Map();
    this.shown = 0;
    this.grow(portion);
  }

  grow(by) {
    this.button?.remove();
    for (const item of this.items.slice(this.shown, this.shown + by)) {
      const row = this.makeRow(item);
      this.made.set(item, row);
      this.node.append(row);
    }
    this.shown = Math.min(this.items.length, this.shown + by);
    const left = this.items.length - this.shown;
    if (left === 0) return;
    const next = Math.min(left, Math.max(this.portion, 100));
    this.button = el("button.more", { type: "button", onclick: () => this.grow(next) },
      next === left ? `Show ${left} more` : `Show ${next} of ${left} more`);
    this.node.append(this.button);
  }

  row(item) {
    const place = this.items.indexOf(item);
    if (place >= this.shown) this.grow(place + 1 - this.shown);
    return this.made.get(item);
  }
}

// ---- text --------------------------------------------------------------------------------------

const escape = /\\(?:x[0-9a-f]{2}|u\{[0-9a-f]+\}|[nrt])/;
const unit = new RegExp(`${escape.source}|[\\s\\S]`, "gu");

/** Text in which escape sequences for unprintable bytes are highlighted. */
function literal(text) {
  return text.split(new RegExp(`(${escape.source})`)).filter(Boolean)
    .map((part, i, all) => (escape.test(part) && part.length > 1 && part[0] === "\\" ? el("span.esc", part) : part));
}

/** The lengths, in units, of the common prefix and suffix of two texts. */
function commonEnds(a, b) {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) ++head;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  return { head, tail };
}

const isWord = (text) => text !== undefined && /^[\p{L}\p{N}_.-]$/u.test(text);

/** Highlights short words as a whole: of 201 and 200, a single digit would be hard to read. */
function wholeWord(units, from, to) {
  const longest = 16;
  let start = from;
  let end = to;
  while (start > 0 && isWord(units[start - 1]) && from - start < longest) --start;
  while (end < units.length && isWord(units[end]) && end - to < longest) ++end;
  return end - start <= longest ? [start, end] : [from, to];
}

/** Both texts with the differences highlighted; without highlights if they have nothing in common. */
function marked(expected, got) {
  const a = expected.match(unit) ?? [];
  const b = got.match(unit) ?? [];
  const { head, tail } = commonEnds(a, b);
  const alike = head + tail;
  const plain = alike < 3 || alike * 6 < Math.min(a.length, b.length);
  const paint = (units, name) => {
    const text = units.join("");
    if (plain || text === "") return literal(text);
    const [from, to] = wholeWord(units, head, units.length - tail);
    const middle = units.slice(from, to).join("");
    return [literal(units.slice(0, from).join("")), middle && el(name, literal(middle)),
      literal(units.slice(to).join(""))].flat();
  };
  return { expected: paint(a, "mark.right"), got: paint(b, "mark") };
}

function shell(text) {
  const button = el("button.copy", { type: "button", onclick: () => copy(text, button) }, "Copy");
  return el("div.shell", el("pre", text), button);
}

function quoteForShell(text) {
  return /^[\w./:@=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

// ---- links -------------------------------------------------------------------------------------

const link = (id) => `#${encodeURIComponent(id)}`;

function goTo(node) {
  node.scrollIntoView({ block: "start" });
  node.querySelector("summary")?.focus({ preventScroll: true });
}

/** Calls `reveal` with the id in the URL's fragment, now and whenever it changes. */
function followAddress(reveal) {
  const follow = () => {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const node = id && reveal(id);
    if (node) goTo(node);
  };
  addEventListener("hashchange", follow);
  // A click on a link to the current fragment does not trigger hashchange.
  addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[href^='#']");
    if (anchor && anchor.hash === location.hash) follow();
  });
  follow();
}

// ---- tools -------------------------------------------------------------------------------------

/** A toggle button. */
function chip(name, label, number, onchange) {
  const node = el(`button.chip.${name}`, { type: "button", "aria-pressed": "false" }, label, el("b", number));
  node.addEventListener("click", () => {
    const on = node.getAttribute("aria-pressed") !== "true";
    node.setAttribute("aria-pressed", on);
    onchange(on);
  });
  return node;
}

function choice(label, options, onchange) {
  return el("select", { "aria-label": label, onchange: (event) => onchange(event.target.value) },
    el("option", { value: "" }, label), options.map((option) => el("option", { value: option }, option)));
}

function toggled(set, value, on) {
  if (on) set.add(value);
  else set.delete(value);
}

/** Every word must occur. */
function textFilter(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (haystack) => words.every((word) => haystack.includes(word));
}

function later(action, milliseconds = 120) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

const searchBox = el("input", { type: "search", placeholder: "Search  ( / )", "aria-label": "Search", autocomplete: "off", spellcheck: "false" });
const found = el("span.found", { role: "status" });

/** The sticky toolbar: page sections, search, theme and help; filters below. */
function tools(places, filters) {
  const theme = el("button.tool", { type: "button", title: "Dark or light (t)", "aria-label": "Dark or light", onclick: switchTheme }, "◐");
  const help = el("button.tool", { type: "button", title: "Keys (?)", "aria-label": "Keys", onclick: showHelp }, "?");
  return el("div.tools",
    el("div", el("nav", places.map(([id, label]) => el("a", { href: link(id) }, label))), searchBox, theme, help),
    el("div", filters, found));
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("conform-theme", root.dataset.theme); } catch { /* it lasts as long as the page */ }
}

function restoreTheme() {
  try {
    const theme = localStorage.getItem("conform-theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch { /* the system's */ }
}

const helpBox = el("dialog", el("h2", "Keys"),
  el("dl", [["/", "search"], ["j", "next line"], ["k", "previous line"], ["Enter", "open or close"], ["t", "dark or light"],
    ["Esc", "leave the search, or close this"], ["?", "this help"]].map(([key, words]) => [el("dt", el("kbd", key)), el("dd", words)])),
  el("form", { method: "dialog" }, el("button.chip", "Close")));

function showHelp() {
  if (!helpBox.isConnected) document.body.append(helpBox);
  if (!helpBox.open) helpBox.showModal();
}

function step(by) {
  const lines = [...document.querySelectorAll("main summary")].filter((line) => line.checkVisibility());
  const here = lines.indexOf(document.activeElement);
  const firstVisible = lines.findIndex((line) => line.getBoundingClientRect().top > 130);
  const next = lines[here < 0 ? Math.max(firstVisible, 0) : here + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => { searchBox.focus(); searchBox.select(); },
  "j": () => step(1),
  "k": () => step(-1),
  "t": switchTheme,
  "?": showHelp,
};

function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || helpBox.open) return;
    if (event.target === searchBox && event.key === "Escape") {
      searchBox.value = "";
      searchBox.dispatchEvent(new Event("input"));
      searchBox.blur();
    }
    if (event.target.matches("input, select, textarea") || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** Opens sections that cannot be opened on paper before printing, and closes them afterwards. */
function openForPrint(choose) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = choose().filter((node) => !node.open);
    opened.forEach(unfold);
  });
  addEventListener("afterprint", () => opened.forEach((node) => { node.open = false; }));
}

/** Replaces the content for readers without scripts by the page. */
function show(...parts) {
  document.getElementById("view").append(...parts.filter(Boolean));
  document.getElementById("plain").remove();
  document.querySelectorAll(".top pre").forEach((pre) => pre.replaceWith(shell(pre.textContent)));
  listenToKeys();
}

restoreTheme();
