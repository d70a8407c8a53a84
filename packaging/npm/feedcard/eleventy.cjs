"use strict";
const { build } = require("./lib/build.cjs");

/** `eleventyConfig.addPlugin(feedcard)` */
function feedcard(eleventyConfig, options = {}) {
  const log = { info: (text) => console.log(`[feedcard] ${text}`), warn: console.warn, error: console.error };
  eleventyConfig.on("eleventy.after", async ({ directories, dir, runMode, outputMode }) => {
    if (outputMode && outputMode !== "fs") return;
    const folder = directories?.output ?? dir.output;
    // Pages that are being written again and again are left alone while they are served.
    const served = runMode === "serve" || runMode === "watch" ? { inject: false } : {};
    await build({ folder, options: { ...options, ...served }, log });
  });
}

module.exports = feedcard;
module.exports.default = feedcard;
