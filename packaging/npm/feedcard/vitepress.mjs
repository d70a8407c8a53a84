import building from "./lib/build.cjs";
import { address } from "./lib/options.cjs";

/** `buildEnd: feedcard()` */
export default function feedcard(options = {}) {
  return async ({ outDir, root, site, sitemap, logger }) => {
    const known = { site: { url: address(sitemap?.hostname, site.base), title: site.title, language: site.lang } };
    await building.build({ folder: outDir, root, options, known, log: logger });
  };
}
