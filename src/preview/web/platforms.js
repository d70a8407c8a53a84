// One row for each platform: how it crops the card, and what it writes beside it.

/** The picture, or why there is none. `crop` is a class of platforms.css. */
function picture(post, crop, from = post.picture) {
  if (!from) return h(`div.none.${crop}`, post.card ? "not in this file" : "no card");
  const { width, height } = post.card;
  return h(`img.${crop}`, { src: from, alt: "", width, height, loading: "lazy", decoding: "async" });
}

const description = (post, lines) => post.description && h(`p.${lines}`, post.description);

/** What a centred square shows, in words. */
function squareRemark(post) {
  const { square, boxes } = post.card;
  const parts = [];
  if (boxes.object) parts.push(`${Math.round(square.object_visible * 100)} % of the drawing stays`);
  if (square.text_cut) parts.push("text is cut");
  return parts.join(", ") || "keeps everything";
}

/** `twitter:label1` and its kin, as `feedcard inject` writes them. */
function labels(post) {
  const korean = /^ko(-|$)/.test(post.lang);
  return [
    [korean ? "글쓴이" : "Written by", post.authors.join(", ")],
    [korean ? "발행일" : "Published", day(post.published)],
    [korean ? "태그" : "Tags", post.tags.join(", ")],
  ]
    .filter(([, value]) => value)
    .slice(0, 2);
}

const PLATFORMS = [
  {
    id: "facebook", name: "Facebook", crop: "1.91:1",
    draw: (post) => [
      picture(post, "wide"),
      h("div.words", h("p.host.one", host(post.url)), h("b.lines2", post.title), description(post, "one")),
    ],
  },
  {
    id: "x", name: "X", crop: "1.91:1, a chip at the bottom left",
    draw: (post) => [
      h("div.picture", picture(post, "wide"), h("span.chip.one", post.title)),
      h("p.from", `From ${host(post.url)}`),
    ],
  },
  {
    id: "kakao", name: "KakaoTalk", crop: "2:1 in the feed, square in a list",
    draw: (post) => [
      h("div.bubble", picture(post, "two"),
        h("div.words", h("b.lines2", post.title), description(post, "lines2"), h("p.host.one", host(post.url)))),
      h("div.bubble.list",
        h("div.words", h("b.lines2", post.title), h("p.host.one", host(post.url))), picture(post, "square")),
    ],
    remark: (post) => post.card && `in the list: ${squareRemark(post)}`,
  },
  {
    id: "slack", name: "Slack", crop: "whole",
    draw: (post, site) => h("div.quote",
      h("p.site", site.title), h("p.head", post.title), description(post, "lines3"),
      h("dl.fields", labels(post).map(([term, value]) => h("div", h("dt", term), h("dd", value)))),
      picture(post, "wide")),
  },
  {
    id: "discord", name: "Discord", crop: "whole, the bar in the card's field",
    draw: (post, site) => h("div.embed", { style: { "--bar": colour(post.card?.field) } },
      h("p.site", site.title), h("p.head", post.title), description(post, "lines3"), picture(post, "wide")),
  },
  {
    id: "whatsapp", name: "WhatsApp", crop: "square",
    draw: (post) => {
      const heavy = post.card && post.card.bytes > 300000;
      const words = h("div.words", h("b.lines2", post.title), description(post, "one"), h("p.one", host(post.url)));
      return h("div.bubble",
        h(heavy ? "div.inner.bare" : "div.inner", !heavy && picture(post, "square"), words),
        h("p.link.one", post.url));
    },
    remark: (post) => post.card && (post.card.bytes > 300000 ? ["over 300 KB: no picture", true] : squareRemark(post)),
  },
  {
    id: "google", name: "Google", crop: "square, beside the result",
    draw: (post, site) => {
      const path = post.permalink.split("/").filter(Boolean).map(readable);
      return h("div.result",
        h("div.site", h("i", { "aria-hidden": "true" }, [...site.title][0] || ""),
          h("span", h("span.one", site.title), h("small.one", [host(post.url), ...path].join(" › ")))),
        h("p.head.lines2", post.title),
        h("p.lines3", `${day(post.published)} — ${post.description}`),
        picture(post, "square", post.square || post.picture));
    },
    remark: (post) => post.card && (post.square ? "the text-free cover" : squareRemark(post)),
  },
];

function readable(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The figure of one platform. */
function crop(platform, post, site) {
  const said = platform.remark?.(post);
  const [words, bad] = Array.isArray(said) ? said : [said, false];
  return h(`figure.crop.${platform.id}`,
    h("figcaption", h("b", platform.name), h("span", platform.crop)),
    h("div.stage", { lang: post.lang }, platform.draw(post, site)),
    words && h(bad ? "p.remark.bad" : "p.remark", words));
}
