#!/usr/bin/env node
// Pack finished programs for npm: node pack.mjs BINARIES OUT [--schema FEEDCARD]
//
// BINARIES/<triple>/feedcard[.exe] becomes OUT/feedcard-<os>-<cpu>-<version>.tgz; the launcher `feedcard` and `hexo-feedcard` are
// packed beside them. The schema and the types come from the program itself (`--schema`, else the one of this machine), so that
// they cannot lag behind it. Needs node and npm, and no network; the same programs give the same bytes.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "./types.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const { repository, targets } = JSON.parse(fs.readFileSync(path.join(here, "targets.json"), "utf8"));
const version = /^version = "(.*)"$/m.exec(fs.readFileSync(path.join(root, "Cargo.toml"), "utf8"))[1];
const licences = [
  ...fs.readdirSync(root).filter((name) => name.startsWith("LICENSE-")).map((name) => path.join(root, name)),
  ...fs.readdirSync(path.join(root, "fonts")).filter((name) => /LICENSE.*\.txt$/.test(name)).map((name) => path.join(root, "fonts", name)),
];

function fail(words) {
  console.error(`pack.mjs: ${words}`);
  process.exit(2);
}

/** Writes a package's folder and has npm pack it. */
function pack(stage, manifest, out, write) {
  fs.mkdirSync(stage, { recursive: true });
  fs.writeFileSync(path.join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  write(stage);
  for (const file of licences) fs.copyFileSync(file, path.join(stage, path.basename(file)));
  const said = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", out], {
    cwd: stage, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], shell: process.platform === "win32",
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
  const packed = JSON.parse(said);
  const [{ filename, size }] = Array.isArray(packed) ? packed : Object.values(packed);
  console.log(`${path.join(out, filename)} ${size}`);
}

/** The manifest of a package of ours, with the owner, the version and the table of today. */
function own(name) {
  const text = fs.readFileSync(path.join(here, "npm", name, "package.json"), "utf8").replaceAll("OWNER/feedcard", repository);
  const manifest = { ...JSON.parse(text), version };
  if (manifest.optionalDependencies) manifest.optionalDependencies = Object.fromEntries(targets.map((target) => [target.package, version]));
  if (manifest.dependencies?.feedcard) manifest.dependencies.feedcard = version;
  return manifest;
}

const [binaries, destination, flag, named] = process.argv.slice(2);
if (!binaries || !destination || (flag && flag !== "--schema")) fail("usage: node pack.mjs BINARIES OUT [--schema FEEDCARD]");
const out = path.resolve(destination);
fs.mkdirSync(out, { recursive: true });
const stage = fs.mkdtempSync(path.join(os.tmpdir(), "feedcard-pack-"));

const program = (target) => path.join(binaries, target.triple, target.program);
const there = targets.filter((target) => fs.existsSync(program(target)));
if (there.length === 0) fail(`no program of a target is in \`${binaries}\``);
const mine = there.find((target) => target.os === process.platform && target.cpu === process.arch);
const speaker = named ?? (mine && program(mine));
if (!speaker) fail("no program of this machine is there to ask for its schema; name one with --schema");
const schema = execFileSync(path.resolve(speaker), ["schema", "config"], { encoding: "utf8" });

for (const target of there) {
  const manifest = {
    name: target.package, version, description: `The program of feedcard for ${target.os} ${target.cpu}`,
    homepage: `https://github.com/${repository}`, repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    license: "MIT OR Apache-2.0", preferUnplugged: true, os: [target.os], cpu: [target.cpu], files: [target.program, "*LICENSE*"],
  };
  pack(path.join(stage, target.triple), manifest, out, (folder) => {
    const file = path.join(folder, target.program);
    fs.copyFileSync(program(target), file);
    fs.chmodSync(file, 0o755);
  });
}
for (const name of ["feedcard", "hexo-feedcard"]) {
  pack(path.join(stage, name), own(name), out, (folder) => {
    fs.cpSync(path.join(here, "npm", name), folder, { recursive: true, filter: (file) => path.basename(file) !== "package.json" || path.dirname(file) !== path.join(here, "npm", name) });
    if (name !== "feedcard") return;
    const gatsby = path.join(folder, "gatsby", "package.json");
    fs.writeFileSync(gatsby, `${JSON.stringify({ ...JSON.parse(fs.readFileSync(gatsby, "utf8")), version }, null, 2)}\n`);
    fs.writeFileSync(path.join(folder, "feedcard.schema.json"), schema);
    fs.writeFileSync(path.join(folder, "types.d.ts"), types(JSON.parse(schema)));
    fs.copyFileSync(path.join(here, "targets.json"), path.join(folder, "targets.json"));
    fs.copyFileSync(path.join(root, "README.md"), path.join(folder, "README.md"));
  });
}
fs.rmSync(stage, { recursive: true });
