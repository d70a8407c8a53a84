import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Harbour log",
  description: "What happens around the lighthouse",
  lang: "en",
  cleanUrls: true,
  srcExclude: ["posts/draft.md"],
  sitemap: { hostname: "https://log.example.org" },
  themeConfig: {
    nav: [{ text: "Home", link: "/" }],
    sidebar: [{ text: "Posts", items: ["first-light", "fog", "rope", "boat", "routine"].map((name) => ({ text: name, link: `/posts/${name}` })) }],
  },
});
