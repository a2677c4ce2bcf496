import { badges, both, element, fill, get, lines, local } from "/page.js";

const at = id => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const version = asked.get("ruleset");
let schemes = [];
let sequence = 0;

function period(one) {
  const words = one.from && one.to ? [one.from + " 至 " + one.to + " 前", "from " + one.from + " until " + one.to]
    : one.from ? [one.from + " 起", "from " + one.from] : one.to ? [one.to + " 前", "until " + one.to] : null;
  return words && { zh: words[0], en: words[1] };
}

/** Sentences hold places such as {风险}: they show as what they stand for. */
function sentence(text, columns, language) {
  return text.split(/(\{[^{}]+\})/).map(part => {
    if (!part.startsWith("{")) {
      return part;
    }
    const name = part.slice(1, -1);
    const column = columns.find(one => one.heading.zh === name || one.term === name);
    return element("i", { class: "place" }, column ? column.heading[language] : name);
  });
}

function cells(columns, row, role) {
  return columns.map((column, i) => column.role === role && row.cells[i].zh.trim() !== ""
    ? element("div", { class: "cell" },
      element("div", {}, element("span", { class: "heading", lang: "zh" }, column.heading.zh), element("b", { lang: "zh" }, row.cells[i].zh)),
      element("div", { class: "en", lang: "en" }, column.heading.en + ": " + row.cells[i].en))
    : null);
}

function rule(columns, row) {
  const when = period(row);
  const conditions = cells(columns, row, "CONDITION").filter(Boolean);
  return element("tr", { id: row.rule, class: (local(row.grades) ? "local " : "") + (row.inForce ? "" : "past") },
    element("td", { "data-name": "规则 Rule" },
      element("div", { class: "id" }, row.rule),
      row.inForce ? null : element("div", { class: "note" }, "当日无效 ", element("span", { lang: "en", class: "en" }, "not in force")),
      when ? element("div", { class: "note" }, both(when)) : null,
      row.communities.map(community => element("div", { class: "note" }, both(community.label)))),
    element("td", { "data-name": "如果 If" }, conditions.length ? conditions : element("span", { class: "en" }, "任何情形 in any case")),
    element("td", { "data-name": "则 Then" }, cells(columns, row, "CONCLUSION")),
    element("td", { "data-name": "说明和依据 Sentence and source" },
      element("div", { lang: "zh" }, sentence(row.sentence.zh, columns, "zh")),
      element("div", { lang: "en", class: "en" }, sentence(row.sentence.en, columns, "en")),
      element("div", { class: "origin" }, badges(row.grades), element("span", {}, row.source))));
}

function parameter(one) {
  const when = period(one);
  return element("tr", { class: (local(one.grades) ? "local " : "") + (one.inForce ? "" : "past") },
    element("td", { "data-name": "参数 Parameter" }, lines(one.label), element("div", { class: "note" }, "参数." + one.name)),
    element("td", { "data-name": "值 Value" }, element("b", {}, one.value), " ", one.unit),
    element("td", { "data-name": "有效期 Period" }, when ? lines(when) : "–"),
    element("td", { "data-name": "依据 Source" }, element("div", { class: "origin" }, badges(one.grades), element("span", {}, one.source))));
}

function show(answer) {
  const { table, columns } = answer;
  const scheme = schemes.find(one => table.id.startsWith(one.folder + "/"));
  at("where").replaceChildren(...both(scheme.scheme.label));
  at("title").replaceChildren(...both(table.title).filter(Boolean));
  at("about").replaceChildren(...[
    { zh: table.rules + " 条规则，其中 " + table.placeholders + " 条含本地设定", en: "Rules: " + table.rules + ", with a local placeholder: " + table.placeholders },
    { zh: "判定种类：" + table.kind.label.zh, en: table.kind.label.en },
    { zh: "命中方式：" + table.hitPolicy.label.zh, en: table.hitPolicy.label.en },
    { zh: "日期依据：" + table.basis.label.zh, en: table.basis.label.en }].map(part => element("span", { class: "part" }, both(part))));
  at("rows").replaceChildren(...answer.rows.map(row => rule(columns, row)));
  at("values").replaceChildren(...answer.parameters.map(parameter));
  at("parameters").hidden = answer.parameters.length === 0;
  const place = "/api/v1/rulesets/" + answer.ruleset + "/tables/" + table.id;
  at("files").replaceChildren("规则版本 ", element("span", { lang: "en", class: "en" }, "Ruleset "), String(answer.ruleset) + " · ",
    element("a", { href: place + "?date=" + answer.date }, "工作簿 Workbook (.xlsx)"), " · ",
    element("a", { href: place + "/rows?date=" + answer.date }, "JSON"));
  at("shown").hidden = false;
  only();
}

function only() {
  document.body.classList.toggle("only-local", at("only").checked);
}

function tables(wanted) {
  const scheme = schemes.find(one => one.folder === at("scheme").value);
  at("table").replaceChildren(...scheme.tables.map(table => element("option", { value: table.id.split("/")[1] }, table.title.zh + " " + table.title.en)));
  if (wanted && scheme.tables.some(table => table.id.endsWith("/" + wanted))) {
    at("table").value = wanted;
  }
}

async function open() {
  const mine = ++sequence;
  await fill(at("status"), async () => {
    const query = new URLSearchParams({ scheme: at("scheme").value, table: at("table").value });
    if (at("date").value) {
      query.set("date", at("date").value);
    }
    if (version) {
      query.set("ruleset", version);
    }
    const answer = await get("/api/v1/rulesets/" + encodeURIComponent(version ?? "newest") + "/tables/" + encodeURIComponent(at("scheme").value) + "/"
      + encodeURIComponent(at("table").value) + "/rows" + (at("date").value ? "?date=" + at("date").value : ""));
    if (mine !== sequence) {
      return;
    }
    at("date").value = answer.date;
    history.replaceState(null, "", "?" + query + location.hash);
    show(answer);
  });
}

function point() {
  const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  document.querySelectorAll("tr.pointed").forEach(one => one.classList.remove("pointed"));
  if (row) {
    row.classList.add("pointed");
    row.scrollIntoView({ block: "center" });
  }
}

async function start() {
  await fill(at("status"), async () => {
    const query = new URLSearchParams();
    if (asked.get("date")) {
      at("date").value = asked.get("date");
      query.set("date", asked.get("date"));
    }
    if (version) {
      query.set("ruleset", version);
    }
    schemes = (await get("/api/v1/catalogue/schemes?" + query)).schemes.filter(one => one.tables.length > 0);
    at("scheme").replaceChildren(...schemes.map(one => element("option", { value: one.folder }, one.scheme.label.zh + " " + one.scheme.label.en)));
    if (schemes.some(one => one.folder === asked.get("scheme"))) {
      at("scheme").value = asked.get("scheme");
    }
    tables(asked.get("table"));
  });
  if (schemes.length > 0) {
    await open();
    point();
  }
}

function chosen() {
  history.replaceState(null, "", location.pathname + location.search);
  open();
}

at("scheme").addEventListener("change", () => {
  tables();
  chosen();
});
at("table").addEventListener("change", chosen);
at("date").addEventListener("change", chosen);
at("only").addEventListener("change", only);
at("choose").addEventListener("submit", event => event.preventDefault());
addEventListener("hashchange", point);
start();
