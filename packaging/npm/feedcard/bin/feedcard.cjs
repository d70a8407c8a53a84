#!/usr/bin/env node
"use strict";
// Starts the program that was made for this machine, with the same arguments, and ends as it ends.

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { find, environment } = require("../lib/binary.cjs");

function fail(words) {
  process.stderr.write(`${words}\n`);
  process.exit(2);
}

let program;
try {
  program = find();
} catch (problem) {
  fail(problem.message);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit", env: environment() });
child.on("error", (error) => fail(`feedcard: \`${program}\` does not start: ${error.message}`));
// Ctrl-C reaches the whole group; what was sent to this process alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : code));
