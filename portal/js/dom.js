// Small helpers to build pages from templates. Text always goes in as text, never as markup.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const empty = (value) => value === null || value === undefined || value === false || value === "";

/** An element; attributes beginning with "on" are listeners. Empty attributes and children are left out, but for an empty
 * `value`: without it a choice would send its own words, or "on". */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (!empty(value) || (name === "value" && value === "")) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => !empty(child)));
  return node;
}

/** A copy of `<template id>`, its `data-slot` places filled; empty places are hidden. */
export function stamp(id, slots = {}) {
  const node = $(`#${id}`).content.firstElementChild.cloneNode(true);
  for (const [slot, value] of Object.entries(slots)) put(node, slot, value);
  return node;
}

export function put(root, slot, value) {
  const place = root.dataset.slot === slot ? root : $(`[data-slot="${slot}"]`, root);
  if (!place) return null;
  place.hidden = empty(value) || (Array.isArray(value) && !value.length);
  place.replaceChildren(...(Array.isArray(value) ? value : empty(value) ? [] : [value]));
  return place;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The server's own diagram, parsed as SVG (not as HTML) and imported; null when it is none. */
export function picture(source) {
  const parsed = new DOMParser().parseFromString(source || "", "image/svg+xml").documentElement;
  return parsed.localName === "svg" ? document.importNode(parsed, true) : null;
}

let spoken;
/** Says a sentence to screen readers without moving the focus. */
export function say(sentence) {
  spoken ??= $("#spoken");
  if (spoken) spoken.textContent = sentence;
}

export function later(ms, act) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms, ...args);
  };
}
