/** A value that views watch. */
import { useEffect, useState } from "preact/hooks";

export class Store<T> {
  private readonly watchers = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const watcher of [...this.watchers]) watcher();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }
}

export function useStore<T>(store: Store<T>): T {
  const [, changed] = useState({});
  const shown = store.value;
  useEffect(() => {
    // It may have changed since it was drawn.
    if (store.value !== shown) changed({});
    return store.watch(() => changed({}));
  }, [store]);
  return shown;
}
