"use strict";
// Finds the program: FEEDCARD_BINARY, else the package of this platform, else a `feedcard` on PATH.

const fs = require("node:fs");
const path = require("node:path");
const { version } = require("../package.json");
const { targets } = require("../targets.json");

const LAUNCHED = "FEEDCARD_LAUNCHED";

/** The environment for the program: a launcher that it might start again by PATH can tell. */
function environment(more = {}) {
  return { ...process.env, ...more, [LAUNCHED]: "1" };
}

function isProgram(file) {
  try {
    fs.accessSync(file, process.platform === "win32" ? fs.constants.F_OK : fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The package's own program, or null where the package is not installed. */
function packaged(target) {
  let manifest;
  try {
    manifest = require.resolve(`${target.package}/package.json`);
  } catch {
    return null;
  }
  const found = JSON.parse(fs.readFileSync(manifest, "utf8")).version;
  if (found !== version) {
    throw new Error(
      `feedcard: \`${target.package}\` is ${found} and \`feedcard\` is ${version}: they must be the same\n` +
        `help: npm install feedcard@${version} ${target.package}@${version}`,
    );
  }
  const file = path.join(path.dirname(manifest), target.program);
  if (process.platform !== "win32" && !isProgram(file) && fs.existsSync(file)) {
    try {
      fs.chmodSync(file, 0o755); // some archivers drop the mode
    } catch {
      throw new Error(`feedcard: \`${file}\` may not be executed\nhelp: chmod +x '${file}'`);
    }
  }
  return isProgram(file) ? file : null;
}

/** A `feedcard` on PATH that is not this launcher: package managers put that one into `node_modules/.bin`. */
function onPath() {
  const name = process.platform === "win32" ? "feedcard.exe" : "feedcard";
  const own = fs.realpathSync(path.join(__dirname, "..", "bin", "feedcard.cjs"));
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    const shim = path.basename(folder) === ".bin" && path.basename(path.dirname(folder)) === "node_modules";
    if (path.isAbsolute(folder) && !shim && isProgram(file) && fs.realpathSync(file) !== own) return file;
  }
  return null;
}

/** The path of the program; throws an Error whose message is for people. */
function find() {
  const named = process.env.FEEDCARD_BINARY;
  if (named) {
    if (isProgram(named)) return path.resolve(named);
    throw new Error(`feedcard: FEEDCARD_BINARY names \`${named}\`, which is not a program`);
  }
  const platform = `${process.platform}-${process.arch}`;
  const target = targets.find((one) => one.os === process.platform && one.cpu === process.arch);
  const file = (target && packaged(target)) || (process.env[LAUNCHED] ? null : onPath());
  if (file) return file;
  const other = "help: or name a program that you have: FEEDCARD_BINARY=/path/to/feedcard (`cargo install feedcard` makes one)";
  if (!target) {
    const known = targets.map((one) => `${one.os}-${one.cpu}`).join(", ");
    throw new Error(`feedcard: there is no package for ${platform}; there are packages for ${known}\n${other}`);
  }
  throw new Error(
    `feedcard: the package \`${target.package}\`, which holds the program for ${platform}, is not installed\n` +
      "A lock file written on another system leaves it out, and so do `--omit=optional` and `--no-optional`.\n" +
      `help: npm install --save-optional ${target.package}@${version}\n${other}`,
  );
}

module.exports = { find, environment };
