"use strict";
// Elements from words. Text only ever gets in as text, so that no title, path or problem can become markup.

const $ = (id) => document.getElementById(id);

/** `h("p.quiet", {lang: "ko"}, "words", child)`: an element with classes, attributes, listeners and children. */
function h(what, ...rest) {
  const [name, ...classes] = what.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const one of rest.flat(2)) {
    if (one === null || one === undefined || one === false) continue;
    if (one instanceof Node) element.append(one);
    else if (typeof one === "object") attributes(element, one);
    else element.append(String(one));
  }
  return element;
}

function attributes(element, wanted) {
  for (const [key, value] of Object.entries(wanted)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key === "style") for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
}

/** Only colours that a card can have get into a style. */
const colour = (text) => (/^#[0-9a-f]{6}$/i.test(text || "") ? text : "transparent");

const number = (value) => value.toLocaleString("en-US");
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;
const day = (date) => (date || "").slice(0, 10).replaceAll("-", ".");
const folded = (text) => text.normalize("NFC").toLowerCase();

function host(url) {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** What outlives a reload of the page; some browsers keep nothing for a page that is a file. */
const memory = {
  get(key, otherwise) {
    try {
      return JSON.parse(sessionStorage.getItem(`feedcard.${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(`feedcard.${key}`, JSON.stringify(value));
    } catch {
      // It is lost with the page, and nothing else is.
    }
  },
};
