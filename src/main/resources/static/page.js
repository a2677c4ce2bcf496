// What the pages share. Data reaches the page as text nodes and attributes only, never as markup.

export function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Chinese with English beside it. */
export function both(label) {
  return [element("span", { lang: "zh" }, label.zh), label.en && label.en !== label.zh ? element("span", { lang: "en", class: "en" }, " ", label.en) : null];
}

/** Chinese with English on a line of its own. */
export function lines(label) {
  return [element("div", { lang: "zh" }, label.zh), label.en && label.en !== label.zh ? element("div", { lang: "en", class: "en" }, label.en) : null];
}

export function badges(grades) {
  return (grades ?? []).map(grade => element("span", { class: "badge " + grade.value.toLowerCase() }, grade.label.zh, element("span", { lang: "en" }, " ", grade.label.en)));
}

export function local(grades) {
  return (grades ?? []).some(grade => grade.value === "LOCAL");
}

export async function get(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.title + (body.detail ? "：" + body.detail : ""));
  }
  return body;
}

/** Runs what fills the page; what goes wrong is told where the reader looks. */
export async function fill(status, work) {
  status.classList.remove("wrong");
  status.replaceChildren("读取中… Loading…");
  try {
    await work();
    status.replaceChildren();
  } catch (error) {
    status.classList.add("wrong");
    status.replaceChildren(error.message);
  }
}
