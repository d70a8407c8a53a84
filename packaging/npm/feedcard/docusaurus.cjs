"use strict";
const { build } = require("./lib/build.cjs");
const { address } = require("./lib/options.cjs");

/** `plugins: ["feedcard/docusaurus"]` */
function feedcard(context, { id, ...options }) {
  return {
    name: "feedcard",
    async postBuild({ outDir, siteConfig, i18n }) {
      const site = { url: address(siteConfig.url, siteConfig.baseUrl), title: siteConfig.title, language: i18n?.currentLocale };
      await build({ folder: outDir, root: context.siteDir, options, known: { site } });
    },
  };
}

module.exports = feedcard;
module.exports.default = feedcard;
