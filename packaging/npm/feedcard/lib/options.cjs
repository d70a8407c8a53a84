"use strict";
// Options of an integration as environment variables of the program: {feeds: {maxBytes: 1}} is FEEDCARD_FEEDS__MAX_BYTES=1.

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Keys below a mapping in the spelling of feedcard.yaml. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snake(key), plain(inner)]));
}

/** One variable for each leaf; lists are JSON, which is YAML too. What is undefined is not said. */
function variables(prefix, value, names = []) {
  if (value === undefined) return {};
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    const text = typeof value === "string" ? value : JSON.stringify(plain(value));
    return { [prefix + names.map((name) => snake(name).toUpperCase()).join("__")]: text };
  }
  return Object.assign({}, ...Object.entries(value).map(([name, inner]) => variables(prefix, inner, [...names, name])));
}

/** `https://example.org` and `/log/` as the address of the site's root; undefined where the generator does not know its host. */
function address(site, base) {
  if (!site) return undefined;
  const joined = new URL(String(site));
  joined.pathname = `${joined.pathname.replace(/\/+$/, "")}/${(base ?? "").replace(/^\/+/, "")}`;
  return joined.href.replace(/\/+$/, "");
}

module.exports = { variables, address };
