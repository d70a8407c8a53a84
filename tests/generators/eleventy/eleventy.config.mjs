import { eleventyImageTransformPlugin } from "@11ty/eleventy-img";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import markdownIt from "markdown-it";

export default function (config) {
  config.addPlugin(syntaxHighlight);
  config.addPlugin(eleventyImageTransformPlugin, {
    formats: ["webp", "auto"],
    widths: [480, "auto"],
    htmlOptions: { imgAttributes: { loading: "lazy", decoding: "async", sizes: "100vw" } },
  });
  config.addShortcode("figure", (src, caption) => `<figure><img src="./${src}" alt=""><figcaption>${caption}</figcaption></figure>`);
  config.addPairedShortcode("notice", (content) => `<div class="notice">${markdownIt().renderInline(content)}</div>`);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addCollection("posts", (api) => api.getFilteredByGlob("posts/**/*.md").sort((a, b) => b.date - a.date));
}

export const dir = { markdownTemplateEngine: "liquid" };
