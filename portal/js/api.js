// The one way to the hall's API: JSON in and out, problems as errors, the CSRF token on every change.

const BASE = "/api/v1/";
const SIGNED_IN_AT = "hall-sign-in-at";

/** What the API refused: `status`, `code`, the problem document in `body`, seconds to `wait`. Status 0: no network. */
export class Problem extends Error {
  constructor(status, body, wait = 0) {
    super(body.code || String(status));
    Object.assign(this, { status, body, wait, code: body.code, errors: body.errors || [] });
  }
  /** Nobody knows whether it was done: the answer was lost, or the server failed half-way. */
  get unknown() {
    return this.status === 0 || this.status >= 500;
  }
}

let me;
/** The signed-in person, or null; asked for once a page. */
export function person() {
  me ??= call("GET", "me").then(
    (answer) => answer.body,
    (problem) => {
      if (problem.status === 401) return null;
      throw problem;
    },
  );
  return me;
}

const begun = new Map();
/** Begins a GET beside that for the person, which the page waits for first: the next `call` of this path gets its answer. */
export function ahead(path) {
  const answer = call("GET", path);
  answer.catch(() => null);
  begun.set(path, answer);
}

/** `{status, body, etag}`. `match`: If-Match, `none`: If-None-Match, `key`: Idempotency-Key; `bearer`: a device's key, which
 * goes in place of who is signed in. Raises `Problem`. */
export async function call(method, path, { body, match, none, key, bearer } = {}) {
  const early = method === "GET" && begun.get(path);
  if (early) return begun.delete(path), early;
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (match) headers["If-Match"] = match;
  if (none) headers["If-None-Match"] = none;
  if (key) headers["Idempotency-Key"] = key;
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  else if (method !== "GET") {
    const who = await person();
    if (who?.csrf) headers["X-CSRF-Token"] = who.csrf;
  }
  let response;
  try {
    response = await fetch(BASE + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store", credentials: bearer ? "omit" : "same-origin" });
  } catch {
    throw new Problem(0, {});
  }
  const answer = response.status === 304 ? null : await response.json().catch(() => ({}));
  if (!response.ok && response.status !== 304) throw new Problem(response.status, answer, Number(response.headers.get("Retry-After")));
  return { status: response.status, body: answer, etag: response.headers.get("ETag") };
}

export function signInUrl() {
  return `${BASE}sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Leaves for sign-in and back to this very page; false when that was just tried, so no page ever circles. */
export function goSignIn() {
  const last = Number(sessionStorage.getItem(SIGNED_IN_AT));
  if (Date.now() - last < 15000) return false;
  sessionStorage.setItem(SIGNED_IN_AT, Date.now());
  location.assign(signInUrl());
  return true;
}

/** A fresh Idempotency-Key (RFC 4122 form, without needing a secure context). */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
