export default {
  title: "Harbour log",
  tagline: "What happens around the lighthouse",
  url: "https://harbour.example.org",
  baseUrl: "/log/",
  onBrokenLinks: "throw",
  i18n: { defaultLocale: "en", locales: ["en"] },
  future: { v4: true },
  presets: [
    ["classic", {
      docs: false,
      blog: { routeBasePath: "blog", showReadingTime: true, blogSidebarCount: "ALL", onUntruncatedBlogPosts: "ignore", feedOptions: { type: ["rss", "atom"] } },
    }],
  ],
  themeConfig: { navbar: { title: "Harbour log", items: [{ to: "/blog", label: "Blog" }] }, footer: { copyright: "© the keeper" } },
};
