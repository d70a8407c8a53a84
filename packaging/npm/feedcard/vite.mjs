import path from "node:path";
import building from "./lib/build.cjs";

/** `plugins: [feedcard()]`, for whatever Vite itself builds into pages. */
export default function feedcard(options = {}) {
  let config;
  let failed = false;
  return {
    name: "feedcard",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    buildEnd(error) {
      failed = Boolean(error);
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        if (failed || config.build.ssr || !config.build.write) return;
        await building.build({ folder: path.resolve(config.root, config.build.outDir), root: config.root, options, log: config.logger });
      },
    },
  };
}
