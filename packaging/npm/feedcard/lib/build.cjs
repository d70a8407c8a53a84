"use strict";
// Runs `feedcard build --site FOLDER` for the integrations: options in, problems to the generator's logger, an Error when it fails.

const { spawn, spawnSync } = require("node:child_process");
const { find, environment } = require("./binary.cjs");
const { variables } = require("./options.cjs");

const CONSOLE = { info: (text) => console.log(text), warn: (text) => console.warn(text), error: (text) => console.error(text) };

/** Arguments and environment of one run. `known`: what the generator says, which `feedcard.yaml` and options override. */
function command({ folder, options = {}, known = {} }) {
  const { config, strict, keepGoing, ...keys } = options;
  const flags = ["build", "--site", folder];
  if (config) flags.push("--config", config);
  if (strict) flags.push("--strict");
  if (keepGoing) flags.push("--keep-going");
  const colour = process.stderr.isTTY && !process.env.NO_COLOR ? { CLICOLOR_FORCE: "1" } : {};
  return { flags, env: environment({ ...colour, ...variables("FEEDCARD_DEFAULT_", known), ...variables("FEEDCARD_", keys) }) };
}

// A problem is a block of lines; its first word says how bad it is.
const LEVEL = /^(?:\u001b\[[\d;]*m)*(error|warning|note)\b/;

/** Hands lines to the logger, whole problems at a time. */
function relay(log) {
  let block = [];
  let level = "info";
  let rest = "";
  const flush = () => {
    const text = block.join("\n").replace(/\s+$/, "");
    if (text) log[level](text);
    block = [];
  };
  const line = (text) => {
    const starts = LEVEL.exec(text);
    if (starts) {
      flush();
      level = { error: "error", warning: "warn", note: "info" }[starts[1]];
    } else if (text === "") {
      flush();
      level = "info";
    }
    block.push(text);
  };
  return {
    push(chunk) {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop();
      lines.forEach(line);
    },
    end() {
      if (rest) line(rest);
      flush();
    },
  };
}

function judge(code, signal) {
  if (code === 0) return;
  const why = signal ? `was ended by ${signal}` : code === 1 ? "found errors in the content (exit code 1)" : `failed (exit code ${code})`;
  throw new Error(`feedcard ${why}: the site is as the generator left it`);
}

/** Resolves when the feeds are written; rejects when feedcard fails, so that the build fails. */
async function build({ folder, root = process.cwd(), options, known, log = CONSOLE }) {
  const { flags, env } = command({ folder, options, known });
  const child = spawn(find(), flags, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const out = relay(log);
  const problems = relay(log);
  child.stdout.setEncoding("utf8").on("data", out.push);
  child.stderr.setEncoding("utf8").on("data", problems.push);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...ended) => resolve(ended));
  });
  problems.end();
  out.end();
  judge(code, signal);
}

/** The same for hooks that wait for nothing. */
function buildSync({ folder, root = process.cwd(), options, known, log = CONSOLE }) {
  const { flags, env } = command({ folder, options, known });
  const done = spawnSync(find(), flags, { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  for (const text of [done.stderr, done.stdout]) {
    const lines = relay(log);
    lines.push(text);
    lines.end();
  }
  judge(done.status, done.signal);
}

module.exports = { build, buildSync, find };
