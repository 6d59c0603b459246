/** What a visitor chose, kept in the browser where it allows that. */

const PREFIX = "tombolo.";

/** Undefined for what was never chosen, and where the browser keeps nothing. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether the browser keeps it: a page in a private window, or with storage forbidden, does not */
export function remember(name: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + name, value);
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Then nothing is kept.
  }
}
