/** The address behind the #: which view, and what it is about. */
import { useEffect, useState } from "preact/hooks";

export type Route =
  | { view: "overview" }
  | { view: "verify" }
  | { view: "dataset"; dataset: string }
  | { view: "event"; dataset: string; partition: string; offset: string }
  | { view: "ledgers" }
  | { view: "operations" }
  | { view: "nowhere"; path: string };

export type ViewName = Route["view"];

const NUMBER = /^(0|[1-9][0-9]{0,18})$/;

/** @param hash as location.hash has it; its parts are percent-encoded */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, "").replace(/\?.*$/, "");
  const nowhere: Route = { view: "nowhere", path };
  let parts: string[];
  try {
    parts = path.split("/").map(decodeURIComponent);
  } catch {
    return nowhere;
  }
  const [view, organisation, name, partition, offset] = parts;
  if (path === "") return { view: "overview" };
  if (parts.length === 1 && (view === "verify" || view === "ledgers" || view === "operations")) return { view };
  if (!organisation || !name) return nowhere;
  const dataset = `${organisation}/${name}`;
  if (view === "dataset" && parts.length === 3) return { view, dataset };
  if (view === "event" && parts.length === 5 && NUMBER.test(partition!) && NUMBER.test(offset!)) {
    return { view, dataset, partition: partition!, offset: offset! };
  }
  return nowhere;
}

/** The link to a view; names of datasets may hold anything. */
export function href(route: Exclude<Route, { view: "nowhere" }>): string {
  const named = (dataset: string) => dataset.split("/").map(encodeURIComponent).join("/");
  switch (route.view) {
    case "overview":
      return "#/";
    case "dataset":
      return `#/dataset/${named(route.dataset)}`;
    case "event":
      return `#/event/${named(route.dataset)}/${route.partition}/${route.offset}`;
    default:
      return `#/${route.view}`;
  }
}

/** What follows the ? of the address, which a view may use for its own state, as a search. */
export function query(hash: string = location.hash): URLSearchParams {
  const at = hash.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : hash.slice(at + 1));
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
