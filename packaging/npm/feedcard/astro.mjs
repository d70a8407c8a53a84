import { fileURLToPath } from "node:url";
import building from "./lib/build.cjs";
import { address } from "./lib/options.cjs";

/** `integrations: [feedcard()]` */
export default function feedcard(options = {}) {
  let config;
  return {
    name: "feedcard",
    hooks: {
      "astro:config:done": ({ config: done }) => {
        config = done;
      },
      "astro:build:done": async ({ dir, logger }) => {
        // With a base path the pages lie in `dir` itself: that is the folder that is served at site + base.
        const known = { site: { url: address(config.site, config.base), language: config.i18n?.defaultLocale } };
        await building.build({ folder: fileURLToPath(dir), root: fileURLToPath(config.root), options, known, log: logger });
      },
    },
  };
}
