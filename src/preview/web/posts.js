// A post with its card and everything that is known about it; a tile of the overview; a problem at its place.

/** Percent of the card, for what lies over it. */
function box([x, y, width, height], card) {
  const part = (value, of) => `${(value / of) * 100}%`;
  return {
    left: part(x, card.width), top: part(y, card.height),
    width: part(width, card.width), height: part(height, card.height),
  };
}

function guides(card) {
  const { width, height, boxes } = card;
  const lost = Math.max(0, (height - width / 2) / 2);
  const side = (width - height) / 2;
  const crops = [
    ["2:1", [0, 0, width, lost]], ["", [0, height - lost, width, lost]],
    ["1:1", [0, 0, side, height]], ["", [width - side, 0, side, height]],
  ];
  // The square of the drawing says less than the object in it.
  const ink = Object.entries(boxes).filter(([name, one]) => one && name !== "art");
  return [
    ...crops.map(([name, one]) => h("div.guide.crop", { style: box(one, card) }, name && h("span", name))),
    ...ink.map(([name, one]) => h("div.guide", { style: box(one, card) }, h("span", name))),
  ];
}

function fullCard(post, showGuides) {
  const { card, picture: src } = post;
  if (!card) return h("div.full.none", "This post has no card: its front matter has `card: { skip: true }`.");
  if (!src) return h("div.full.none", "The file embeds only newer cards. See this one with: feedcard preview --serve");
  const image = h("img", { src, alt: card.alt, width: card.width, height: card.height, loading: "lazy", decoding: "async" });
  return h("div.full", image, showGuides && guides(card));
}

function fact(term, ...value) {
  return h("div", h("dt", term), h("dd", ...value));
}

const swatch = (value) => h("span.swatch", { style: { background: colour(value) } });

function facts({ card }) {
  if (!card) return null;
  const level = card.contrast >= 7 ? "AAA" : card.contrast >= 4.5 ? "AA" : "too low";
  const state = [card.shrunk && "smaller than it wished", card.ellipsis && "cut by …"].filter(Boolean).join(", ");
  return h("dl.facts",
    card.lines.length > 0 && h("div.lines", h("dt", "Lines"), h("dd", h("ol", card.lines.map((line) => h("li", line))))),
    card.kicker && fact("Kicker", card.kicker),
    card.subtitle && fact("Subtitle", card.subtitle),
    fact("Layout", card.layout),
    card.size_px > 0 && fact("Title", `${card.size_px} px`, state && ` (${state})`),
    card.contrast > 0 && h("div", h("dt", "Contrast"),
      h(card.contrast >= 4.5 ? "dd" : "dd.bad-fact", `${card.contrast.toFixed(2)} ${level}`)),
    fact("Ink on field", swatch(card.ink), card.ink, h("span.apart", swatch(card.field), card.field)),
    fact("File", `${number(card.bytes)} bytes, ${card.type.replace("image/", "").toUpperCase()}, ${card.width} × ${card.height}`),
    card.missing.length > 0 && h("div", h("dt", "No font has"), h("dd.bad-fact", card.missing.join(" "))));
}

function problem(one) {
  const at = one.path && [one.path, one.line, one.column].filter(Boolean).join(":");
  return h(`li.problem.${one.severity}`,
    h("p", h("span.kind", one.severity), one.message),
    at && h("p.at", at),
    one.line && one.text && source(one),
    one.help && h("p.help", one.help),
    h("p.rule", one.rule));
}

/** The line of the file, with what is meant marked; columns count characters. */
function source({ line, column, length, text }) {
  const characters = [...text];
  const from = column ? column - 1 : 0;
  const to = column ? from + (length || 1) : characters.length;
  const part = (a, b) => characters.slice(a, b).join("");
  return h("pre", { tabindex: "0" }, h("span.number", line), part(0, from), h("mark", part(from, to) || " "), part(to));
}

const problems = (list) => list.length > 0 && h("ul.problems", list.map(problem));

function postArticle(post, state) {
  const where = [post.permalink, day(post.published), post.authors.join(", "), post.source].filter(Boolean);
  const shown = PLATFORMS.filter((one) => state.platforms.includes(one.id));
  return h("article.post", { tabindex: "-1", "aria-label": post.title, "data-id": post.id },
    h("header", h("h2", { lang: post.lang }, post.title), h("p.where", where.join("  ·  "))),
    fullCard(post, state.guides),
    facts(post),
    problems(post.problems),
    shown.length > 0 && h("div.crops", shown.map((one) => crop(one, post, state.data.site))));
}

function postTile(post, open) {
  const count = (severity) => post.problems.filter((one) => one.severity === severity).length;
  const badges = ["error", "warning"].filter(count).map((severity) => h(`span.badge.${severity}`, plural(count(severity), severity)));
  const { card } = post;
  return h("button.tile", { type: "button", "data-id": post.id, click: () => open(post) },
    card && post.picture
      ? h("div.full", h("img", { src: post.picture, alt: "", width: card.width, height: card.height, loading: "lazy", decoding: "async" }))
      : h("div.full.none", card ? "not in this file" : "no card"),
    h("strong", { lang: post.lang }, post.title),
    h("small", [day(post.published), card?.layout].filter(Boolean).join(" · ")), badges);
}
