// The feeds as a reader shows them: what stands here was read out of the finished documents, not out of the posts.

const READER_CSS = document.getElementById("reader-css").textContent;
const NONCE = document.currentScript.nonce;

/** What a body may keep; all else goes with its attributes, and what only unfolds further text leaves that text. */
const KEPT = {
  a: ["href", "title"], abbr: ["title"], ol: ["start"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan", "scope"],
  blockquote: [], b: [], br: [], caption: [], cite: [], code: [], dd: [], del: [], details: ["open"], div: [], dl: [], dt: [],
  em: [], figcaption: [], figure: [], h1: [], h2: [], h3: [], h4: [], h5: [], h6: [], hr: [], i: [], ins: [], kbd: [], li: [],
  mark: [], p: [], pre: [], q: [], rp: [], rt: [], ruby: [], s: [], samp: [], section: [], small: [], span: [], strong: [],
  sub: [], summary: [], sup: [], table: [], tbody: [], tfoot: [], thead: [], tr: [], u: [], ul: [], var: [],
};
const DROPPED = ["script", "style", "template", "noscript", "object", "embed", "svg", "math", "link", "meta", "base", "form"];

/** HTML of a stranger -> elements that load nothing and run nothing. */
function safeBody(html) {
  // A document made so has no window: no picture is asked for, no handler is ever called.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const out = document.createDocumentFragment();
  const walk = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const name = node.localName;
      if (DROPPED.includes(name)) continue;
      if (name === "img") {
        to.append(away(node));
      } else if (KEPT[name]) {
        const kept = h(name);
        for (const attribute of KEPT[name]) copy(node, kept, attribute);
        walk(node, kept);
        to.append(kept);
      } else {
        walk(node, to);
      }
    }
  };
  walk(parsed.body, out);
  return out;
}

function copy(from, to, name) {
  const value = from.getAttribute(name);
  if (value === null || (name === "href" && !/^(https?:|mailto:|#)/i.test(value.trim()))) return;
  to.setAttribute(name, value);
}

/** This page asks no other host for anything, so a picture of the body is named in its place. */
function away(image) {
  const source = readable(image.getAttribute("src") || "");
  return h("span.away", "picture: ", image.getAttribute("alt") || "without alt text", h("br"), source);
}

function readerPage(entry, html, picture) {
  const page = document.implementation.createHTMLDocument("");
  page.documentElement.dataset.theme = document.documentElement.dataset.theme || "";
  const style = page.createElement("style");
  style.setAttribute("nonce", NONCE);
  style.textContent = READER_CSS;
  page.head.append(style);
  if (picture) page.body.append(h("img.card", { src: picture, alt: "" }));
  page.body.append(html ? safeBody(html) : h("p", entry.summary || ""));
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

const when = (date) => (date ? new Date(date).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }) : "no date");

function feedsView(state, redraw) {
  const { feeds } = state.data;
  if (feeds.length === 0) return h("p.empty", "This blog has no feed yet.");
  const at = Math.max(0, feeds.findIndex((one) => one.path === state.feed));
  const feed = feeds[at];
  const select = h("select", { id: "feed", change: (event) => redraw({ feed: event.target.value, entry: 0 }) },
    feeds.map((one, index) => h("option", { value: one.path, selected: index === at }, `${one.title} — ${one.path}`)));
  const pick = h("div.pick", h("label.unseen", { for: "feed" }, "Feed"), select,
    h("p", [feed.url, `${number(feed.bytes)} bytes`, feed.entries && plural(feed.entries.length, "entry").replace("entrys", "entries")]
      .filter(Boolean).join("  ·  ")));
  if (feed.refused) return h("div", pick, h("p.notice.bad", `A feed parser refuses it: ${feed.refused}`));
  if (!feed.entries) {
    return h("div", pick, h("p.empty", "This feed is too large for the page; open the file itself in a reader."));
  }
  const found = feed.entries.map((entry, index) => [entry, index]).filter(([entry]) => state.matches(entry.words));
  if (found.length === 0) return h("div", pick, h("p.empty", feed.entries.length ? "No entry has all of these words." : "The feed is empty."));
  const chosen = found.find(([, index]) => index === state.entry) || found[0];
  const article = h("section.article", { "aria-label": "Entry" });
  const list = h("div.entries", { role: "group", "aria-label": "Entries" });
  const show = ([entry, index], button) => {
    state.entry = index;
    for (const other of list.children) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    const frame = h("iframe", { sandbox: "", title: `Body of ${entry.title}` });
    frame.srcdoc = readerPage(entry, state.data.bodies[entry.body], state.pictures.get(entry.image));
    article.replaceChildren(
      h("header", h("h2", entry.title),
        h("p", [entry.authors.join(", "), when(entry.published), entry.link].filter(Boolean).join("  ·  "))),
      frame);
  };
  for (const one of found) {
    const [entry, index] = one;
    const picture = state.pictures.get(entry.image);
    const button = h("button", { type: "button", "data-entry": index },
      h("strong", entry.title), picture && h("img", { src: picture, alt: "", loading: "lazy" }),
      h("small", [when(entry.published), entry.authors.join(", ")].filter(Boolean).join(" · ")),
      h("p", entry.summary || ""));
    button.addEventListener("click", () => show(one, button));
    list.append(button);
    if (one === chosen) show(one, button);
  }
  return h("div", pick, h("div.reader", list, article));
}
