import { badges, both, element, fill, get, lines, local } from "/page.js";

const at = id => document.getElementById(id);

function words(term, value, language) {
  const chinese = language === "zh";
  if (value === null) {
    return chinese ? "无" : "none";
  }
  if (typeof value === "boolean") {
    return chinese ? (value ? "是" : "否") : (value ? "yes" : "no");
  }
  const text = String(value);
  const code = term?.codes.find(one => one.value === text);
  if (code) {
    return code.label[language];
  }
  if (term?.type.value === "DATE_TIME") {
    return text.slice(0, 16).replace("T", " ");
  }
  const duration = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(term?.type.value === "DURATION" ? text : "");
  if (duration) {
    return [duration[1] && duration[1] + (chinese ? "小时" : " h"), duration[2] && duration[2] + (chinese ? "分钟" : " min")].filter(Boolean).join(" ");
  }
  return text + (term?.unit ? (chinese ? term.unit.zh : " " + term.unit.en) : "");
}

const isObject = value => value !== null && typeof value === "object" && !Array.isArray(value);

function label(path, terms) {
  return (terms.get(path) ?? terms.get(path + "[]"))?.label ?? { zh: path, en: "" };
}

/** The members of an object in the order of the vocabulary. */
function ordered(path, value, terms) {
  const order = [...terms.keys()];
  const rank = name => {
    const place = order.findIndex(one => [path + "." + name, path + "." + name + "[]"].includes(one));
    return place < 0 ? order.length : place;
  };
  return Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
}

/** One value, or the members of a list one after another, in both languages. */
function told(path, value, terms) {
  const members = Array.isArray(value) ? value : [value];
  const term = terms.get(path);
  return members.length === 0 ? { zh: "无", en: "none" }
    : { zh: members.map(member => words(term, member, "zh")).join("、"), en: members.map(member => words(term, member, "en")).join(", ") };
}

/** The parts of an object as one line: 目的 办结 · 期限 2026-03-09 23:59. */
function parts(path, value, terms) {
  const line = language => ordered(path, value, terms).map(([name, part]) => label(path + "." + name, terms)[language] + " "
    + (isObject(part) ? JSON.stringify(part) : told(path + "." + name, part, terms)[language])).join(" · ");
  return element("li", {}, lines({ zh: line("zh"), en: line("en") }));
}

function outcome(values, terms) {
  return ordered("outcome", values, terms).flatMap(([name, value]) => {
    const path = "outcome." + name;
    const many = Array.isArray(value) && value.some(isObject);
    const shown = many ? element("ul", {}, value.map(one => parts(path + "[]", one, terms)))
      : isObject(value) ? element("ul", {}, parts(path, value, terms)) : lines(told(path, value, terms));
    return [element("dt", {}, lines(label(path, terms))), element("dd", {}, shown)];
  });
}

function place(text, answer, kinds) {
  const space = text.indexOf(" ");
  const [table, rule] = space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
  const known = [...kinds.kinds.flatMap(kind => kind.tables), ...kinds.common].find(one => one.id === table);
  if (!known) {
    return element("code", {}, text);
  }
  const own = Object.entries(answer.dates).find(([basis]) => basis !== "decided")?.[1];
  const day = (answer.dates[known.basis.value.toLowerCase()] ?? own ?? answer.recordedAt).slice(0, 10);
  const [scheme, name] = table.split("/");
  const query = new URLSearchParams({ scheme, table: name, date: day, ruleset: answer.ruleset.number });
  return [element("a", { href: "/policy.html?" + query + "#" + encodeURIComponent(rule) }, known.title.zh + " " + rule),
    element("span", { class: "en", lang: "en" }, " " + known.title.en)];
}

function reason(zh, en, answer, kinds) {
  return element("li", { class: local(zh.grades) ? "local" : null }, lines({ zh: zh.text, en: en.text }),
    element("div", { class: "origin" }, badges(zh.grades), element("span", {}, zh.source)),
    element("div", { class: "note" }, place(zh.place, answer, kinds)));
}

const CALLS = { CONFLICT: { zh: "规则冲突", en: "Conflict" }, REVIEW: { zh: "须由人工判定", en: "For a person" }, NOTICE: { zh: "提示", en: "Notice" } };

function finding(zh, en) {
  return element("li", { class: zh.finding.toLowerCase() }, element("b", {}, both(CALLS[zh.finding])), lines({ zh: zh.text, en: en.text }));
}

async function show(id) {
  const path = "/api/v1/decisions/" + encodeURIComponent(id);
  const [answer, zh, en] = await Promise.all([get(path), get(path + "/explanation?language=zh"), get(path + "/explanation?language=en")]);
  const [kinds, vocabulary, communities] = await Promise.all([get("/api/v1/catalogue/kinds?ruleset=" + answer.ruleset.number),
    get("/api/v1/catalogue/kinds/" + encodeURIComponent(answer.kind)), get("/api/v1/catalogue/communities?ruleset=" + answer.ruleset.number)]);
  const terms = new Map([...vocabulary.terms, ...vocabulary.groups.map(group => ({ codes: [], ...group }))].map(term => [term.path, term]));
  const schemes = new Map(communities.communities.flatMap(one => one.schemes).map(scheme => [scheme.value, scheme.label]));
  at("about").replaceChildren(...[...both(vocabulary.kind.label), " · ", answer.schemes.flatMap(scheme => [...both(schemes.get(scheme) ?? { zh: scheme, en: "" }), " · "]),
    "记录于 ", element("span", { lang: "en", class: "en" }, "recorded "), answer.recordedAt.slice(0, 16).replace("T", " "),
    " · 规则版本 ", element("span", { lang: "en", class: "en" }, "ruleset "), String(answer.ruleset.number)].flat(2).filter(Boolean));
  at("told").replaceChildren(element("p", { lang: "zh" }, zh.text), element("p", { lang: "en", class: "en" }, en.text));
  at("outcome").replaceChildren(...outcome(answer.outcome, terms));
  const pairs = zh.sentences.map((one, i) => [one, en.sentences[i]]);
  const reasons = pairs.filter(([one]) => !one.finding);
  const findings = pairs.filter(([one]) => one.finding);
  at("reasons").replaceChildren(...reasons.map(([one, other]) => reason(one, other, answer, kinds)));
  at("findings").replaceChildren(...findings.map(([one, other]) => finding(one, other)));
  at("notices").hidden = findings.length === 0;
  at("placeholder").hidden = !reasons.some(([one]) => local(one.grades));
  const assumed = answer.assumed.map(pointer => label(pointer.slice(1).replace(/\/\d+/g, "[]").replaceAll("/", "."), terms));
  at("assumed").replaceChildren(...assumed.flatMap((one, i) => [i > 0 ? " · " : "", ...both(one)]).filter(Boolean));
  at("assuming").hidden = assumed.length === 0;
  at("files").replaceChildren("JSON：", element("a", { href: path }, "答复 Answer"), " · ", element("a", { href: path + "/explanation" }, "解释 Explanation"),
    element("br"), "凭据 ", element("span", { lang: "en", class: "en" }, "Receipt "), element("code", {}, answer.receipt.commitment));
  at("shown").hidden = false;
}

const id = new URLSearchParams(location.search).get("id")?.trim();
if (id) {
  at("id").value = id;
  fill(at("status"), () => show(id));
}
