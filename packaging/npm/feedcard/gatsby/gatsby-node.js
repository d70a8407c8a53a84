"use strict";
const path = require("node:path");
const { build } = require("../lib/build.cjs");
const { address } = require("../lib/options.cjs");

/** `plugins: ["feedcard/gatsby"]`. Without a schema of its options: the program itself says which key it does not know. */
exports.onPostBuild = async ({ reporter, store, pathPrefix, basePath }, { plugins, ...options }) => {
  const { program, config } = store.getState();
  const { siteUrl, title, description } = config.siteMetadata ?? {};
  const site = { url: address(siteUrl, pathPrefix || basePath), title, description };
  const log = { info: (text) => reporter.info(`feedcard: ${text}`), warn: (text) => reporter.warn(text), error: (text) => reporter.error(text) };
  try {
    await build({ folder: path.join(program.directory, "public"), root: program.directory, options, known: { site }, log });
  } catch (error) {
    reporter.panicOnBuild(error.message);
  }
};
