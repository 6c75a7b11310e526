// Hash routes: `#/topics/clicks?tab=schema`. The API owns the plain paths, so the page keeps to the hash.
import { useEffect, useSyncExternalStore } from "react";

export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

let current = parse(location.hash);
const listeners = new Set<() => void>();
addEventListener("hashchange", () => {
  current = parse(location.hash);
  for (const listener of listeners) listener();
});

export const useRoute = (): Route =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );

/** The address of a page: `to("topics", name)`. */
export function to(...path: readonly string[]): string {
  return `#/${path.map(encodeURIComponent).join("/")}`;
}

export function go(address: string): void {
  location.hash = address.replace(/^#/, "");
}

/** The window's title: what it shows, then whose it is. */
export function useTitle(title: string): void {
  useEffect(() => void (document.title = `${title} · Millrace`), [title]);
}
