/** The service worker: the page's own files come from the server while it answers, else as they were at the last load. Answers of the API are never kept. */

declare const FILES: string[];
declare const VERSION: string;

// The compiler's library has either a page's globals or a worker's.
interface ServiceEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface FetchEvent extends ServiceEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const NAME = `tombolo-page-${VERSION}`;
const here = (path: string) => new URL(path, location.origin).href;

addEventListener("install", (event) => {
  (event as ServiceEvent).waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES.map(here))));
});

addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== NAME && name.startsWith("tombolo-page-")) await caches.delete(name);
  };
  (event as ServiceEvent).waitUntil(old());
});

addEventListener("fetch", (event) => {
  const { request, respondWith } = event as FetchEvent;
  const own = request.method === "GET" && FILES.some((path) => here(path) === request.url.replace(/#.*$/, ""));
  if (own) respondWith.call(event, answered(request));
});

async function answered(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (e) {
    const kept = await caches.match(request);
    if (kept === undefined) throw e;
    return kept;
  }
}

export {};
