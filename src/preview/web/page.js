// The page as a whole: what is chosen, what is drawn, what the server says.

const VIEWS = [["posts", "Posts"], ["overview", "Overview"], ["feeds", "Feeds"], ["problems", "Problems"]];
const THEMES = [["", "Auto"], ["light", "Light"], ["dark", "Dark"]];
/** How many are drawn at once; the next ones when their place comes near. */
const BATCH = { posts: 6, overview: 60 };

const state = {
  data: JSON.parse($("data").textContent),
  view: "posts",
  filter: memory.get("filter", ""),
  theme: memory.get("theme", ""),
  guides: memory.get("guides", false),
  platforms: memory.get("platforms", PLATFORMS.map((one) => one.id)),
  feed: "",
  entry: 0,
  shown: 0,
  changed: new Set(),
  pictures: new Map(),
  matches: (words) => state.words.every((word) => words.includes(word)),
  words: [],
};

/** Makes ready what filters and readers ask for. */
function prepare(data) {
  state.data = data;
  state.pictures = new Map(data.posts.filter((post) => post.picture).map((post) => [post.card.url, post.picture]));
  for (const post of data.posts) {
    const marks = post.problems.flatMap((one) => [`is:${one.severity}`, one.rule, one.message]);
    const words = [post.title, post.permalink, readable(post.permalink), post.source, ...post.authors, ...post.tags,
      `lang:${post.lang}`, post.card ? `layout:${post.card.layout}` : "layout:none", post.published.slice(0, 10), ...marks];
    post.words = folded(words.join("\n"));
  }
  for (const feed of data.feeds) {
    for (const entry of feed.entries || []) entry.words = folded([entry.title, entry.link, ...entry.authors].join("\n"));
  }
}

const found = () => state.data.posts.filter((post) => state.matches(post.words));
const allProblems = () => [...state.data.problems, ...state.data.posts.flatMap((post) => post.problems)];

function drawHead() {
  const { data } = state;
  document.title = `${data.site.title} · feedcard preview`;
  $("site").textContent = data.site.title;
  $("sum").textContent = data.sum;
  const count = allProblems().filter((one) => one.severity !== "note").length;
  $("views").replaceChildren(...VIEWS.map(([id, name]) => h("button",
    { type: "button", "aria-current": state.view === id && "page", click: () => go(id) },
    name, id === "problems" && count > 0 && h("span.count", count))));
  $("theme").replaceChildren(...THEMES.map(([id, name]) => h("button",
    { type: "button", "aria-pressed": String(state.theme === id), click: () => set({ theme: id }) }, name)));
  const toggles = PLATFORMS.map(({ id, name }) => toggle(name, state.platforms.includes(id), () => flip(id)));
  const every = state.platforms.length === PLATFORMS.length;
  $("switches").replaceChildren(
    toggle("All", every, () => set({ platforms: every ? [] : PLATFORMS.map((one) => one.id) })),
    ...toggles, h("span.gap"), toggle("Guides", state.guides, () => set({ guides: !state.guides })));
  $("switches").hidden = state.view !== "posts";
  $("foot").textContent = `${data.tool}. ${data.live ? "This page follows the folder: a saved change shows a moment later."
    : "One file; it uses no network."} Keys: / filter, j and k next and previous post, g guides.`;
  const notice = $("notice");
  notice.hidden = !data.notice;
  notice.replaceChildren(data.notice ? h("p.notice", { class: data.broken ? "notice bad" : "notice" }, data.notice) : "");
}

function toggle(name, on, click) {
  return h("button", { type: "button", "aria-pressed": String(on), click }, name);
}

function flip(id) {
  const on = new Set(state.platforms);
  if (!on.delete(id)) on.add(id);
  set({ platforms: PLATFORMS.map((one) => one.id).filter((one) => on.has(one)) });
}

/** Draws anew with something else chosen; the focus stays on the same button, the post under the eye where it is. */
function set(changes, keep = true) {
  Object.assign(state, changes);
  for (const key of ["filter", "theme", "guides", "platforms"]) memory.set(key, state[key]);
  const active = document.activeElement;
  const group = active?.closest("#views, #theme, #switches");
  const index = group ? [...group.querySelectorAll("button")].indexOf(active) : -1;
  const id = active?.closest?.("main [data-id]")?.dataset.id;
  const eye = keep && atEye();
  draw();
  if (group) group.querySelectorAll("button")[index]?.focus({ preventScroll: true });
  else if (id) byId(id)?.focus({ preventScroll: true });
  if (eye) {
    const now = byId(eye.id);
    if (now) scrollBy(0, now.getBoundingClientRect().top - eye.top);
  }
}

const byId = (id) => document.querySelector(`main [data-id="${CSS.escape(id)}"]`);

/** The post that the reader looks at, and where it stands on the screen. */
function atEye() {
  if (scrollY < 40) return null;
  for (const one of document.querySelectorAll("main [data-id]")) {
    const { top, bottom } = one.getBoundingClientRect();
    if (bottom > 140) return { id: one.dataset.id, top };
  }
  return null;
}

function go(view) {
  state.shown = 0;
  history.replaceState(null, "", view === "posts" ? location.pathname + location.search : `#${view}`);
  set({ view }, false);
  scrollTo(0, 0);
}

function openPost(post) {
  state.view = "posts";
  history.replaceState(null, "", location.pathname + location.search);
  state.shown = found().indexOf(post) + 1;
  draw();
  const article = byId(post.id);
  article?.scrollIntoView();
  article?.focus({ preventScroll: true });
}

function draw() {
  document.documentElement.dataset.theme = state.theme;
  state.words = folded(state.filter).split(/\s+/).filter(Boolean);
  drawHead();
  const main = $("main");
  if (state.view === "feeds") return main.replaceChildren(feedsView(state, (changes) => set(changes, false)));
  if (state.view === "problems") return main.replaceChildren(problemsView());
  drawPosts(main);
}

/** Posts in batches: ten thousand cards at once would be more than a page can bear. */
function drawPosts(main) {
  const posts = found();
  const overview = state.view === "overview";
  const batch = BATCH[state.view];
  const shown = Math.max(batch, state.shown);
  const list = h(overview ? "div.tiles" : "div");
  const one = (post) => {
    const element = overview ? postTile(post, openPost) : postArticle(post, state);
    if (state.changed.has(post.id)) element.classList.add("changed");
    return element;
  };
  const grow = (to) => {
    list.append(...posts.slice(list.childElementCount, to).map(one));
    state.shown = list.childElementCount;
    end.hidden = state.shown >= posts.length;
  };
  const more = h("button", { type: "button", click: () => grow(state.shown + batch) }, "More");
  const end = h("p.empty", more);
  const loose = !overview && state.words.length === 0 ? problems(state.data.problems.filter((p) => p.severity !== "note")) : null;
  grow(shown);
  const near = new IntersectionObserver((seen) => {
    if (!seen.at(-1).isIntersecting) return;
    grow(state.shown + batch);
    // It speaks when something comes near, not while it stays there.
    near.unobserve(end);
    near.observe(end);
  }, { rootMargin: "1200px" });
  near.observe(end);
  main.replaceChildren(...[loose && h("section.loose", { "aria-label": "Problems outside of published posts" }, loose),
    posts.length ? list : h("p.empty", state.data.posts.length ? "No post has all of these words." : "No post to show yet."), end].filter(Boolean));
}

function problemsView() {
  const match = (one) => state.matches(folded([one.message, one.rule, one.path || "", `is:${one.severity}`].join("\n")));
  const groups = new Map();
  for (const one of allProblems().filter(match)) {
    const key = one.path || "";
    groups.set(key, [...(groups.get(key) || []), one]);
  }
  if (groups.size === 0) return h("p.empty", allProblems().length ? "No problem has all of these words." : "No problems.");
  return h("div", [...groups].map(([path, list]) => h("section.group", h("h2", path || "The blog as a whole"), problems(list))));
}

function say(words) {
  $("status").textContent = words;
}

function step(by) {
  const posts = [...document.querySelectorAll("main [data-id]")];
  if (posts.length === 0) return;
  const focused = posts.indexOf(document.activeElement?.closest?.("[data-id]"));
  const eye = posts.findIndex((one) => one.getBoundingClientRect().bottom > 150);
  const at = focused < 0 ? (by > 0 && scrollY < 40 ? 0 : eye + by) : focused + by;
  const next = posts[Math.min(Math.max(at, 0), posts.length - 1)];
  next.scrollIntoView();
  next.focus({ preventScroll: true });
}

function listen() {
  const filter = $("filter");
  filter.value = state.filter;
  filter.addEventListener("input", () => {
    state.shown = 0;
    set({ filter: filter.value }, false);
    if (state.view === "posts" || state.view === "overview") say(`${number(found().length)} of ${plural(state.data.posts.length, "post")}`);
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && typing === filter) {
      filter.value = "";
      filter.dispatchEvent(new Event("input"));
      return;
    }
    if (typing) return;
    if (event.key === "/") {
      event.preventDefault();
      filter.focus();
      filter.select();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "g") {
      set({ guides: !state.guides });
    }
  });
  addEventListener("hashchange", () => go(viewOf(location.hash)));
}

const viewOf = (hash) => VIEWS.find(([id]) => `#${id}` === hash)?.[0] || "posts";

/** Takes the data of a newer build in, and marks what it changed. */
function renew(data) {
  const before = new Map(state.data.posts.map((post) => [post.id, post.card?.blake3]));
  const first = state.data.posts.length === 0;
  prepare(data);
  state.changed = new Set(first ? [] : data.posts.filter((post) => before.get(post.id) !== post.card?.blake3).map((post) => post.id));
  set({});
  document.documentElement.dataset.version = data.version;
  say(`rebuilt: ${data.sum}`);
}

/** Asks the server what is new; it answers when something is. A page that nobody sees asks nothing. */
async function follow() {
  for (;;) {
    if (document.hidden) {
      await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
      continue;
    }
    let news = null;
    try {
      const wait = await asked(`/wait?since=${encodeURIComponent(state.data.version)}`);
      if (wait.version !== state.data.version) news = await asked("/data.json");
      else if (wait.progress) $("sum").textContent = wait.progress;
    } catch {
      $("sum").textContent = "the server has ended; this page waits for it";
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    if (news) renew(news);
  }
}

async function asked(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

prepare(state.data);
state.view = viewOf(location.hash);
document.documentElement.dataset.version = state.data.version;
listen();
draw();
if (state.data.live) follow();
