// Without a network a page is still an answer: the offline page of its language. Nothing else is kept, no page and
// nothing of a person, so that nobody ever sees what was true yesterday.

const STYLE = "/style";
const OFFLINE = ["/zh/offline/", "/en/offline/"];
const KEPT = `hall ${STYLE}`;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([STYLE, ...OFFLINE])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { mode, method, url } = event.request;
  const path = new URL(url).pathname;
  if (method !== "GET" || path.startsWith("/api/")) return;
  if (mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(path.startsWith("/en/") ? OFFLINE[1] : OFFLINE[0])));
  else if (path === STYLE) event.respondWith(fetch(event.request).catch(() => caches.match(STYLE)));
});
