/** One stream of the server's news for all views, which connects again by itself and lets go while nobody looks. */
import { useEffect, useRef, useState } from "preact/hooks";
import { anchorLine, datasetsChange } from "./answers.js";
import { type Event, readEvents } from "./events.js";
import { Reading, type Shape } from "./shape.js";
import { Store, useStore } from "./store.js";
import { report, useThrottled } from "./use.js";

export interface LiveState {
  link: "connecting" | "live" | "lost";
  /** Milliseconds since 1970, by this machine's clock. */
  since: number;
}

/** A server that says nothing for so long is not taken for a quiet one: it sends a sign of life every 10 s. */
const SILENCE_MS = 30_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Milliseconds between two questions for answers whose news arrive. */
const OFTEN = 3_000;

/** What follows the names of all datasets. */
export class Live {
  readonly state = new Store<LiveState>({ link: "connecting", since: Date.now() });
  private readonly handlers = new Set<(event: Event) => void>();
  private stop: AbortController | undefined;
  private last: string | undefined;

  constructor(private readonly path: string) {
    document.addEventListener("visibilitychange", () => this.turn());
  }

  /** Connects with the first handler, and ends with the last. */
  on(handler: (event: Event) => void): () => void {
    this.handlers.add(handler);
    this.turn();
    return () => {
      this.handlers.delete(handler);
      this.turn();
    };
  }

  private turn(): void {
    const wanted = this.handlers.size > 0 && document.visibilityState === "visible";
    if (wanted === (this.stop !== undefined)) return;
    if (!wanted) {
      this.stop?.abort();
      this.stop = undefined;
      this.say("connecting");
      return;
    }
    this.stop = new AbortController();
    void this.follow(this.stop.signal);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const silent = new AbortController();
      let timer = setTimeout(() => silent.abort(), SILENCE_MS);
      try {
        await readEvents(
          this.path,
          this.last,
          AbortSignal.any([signal, silent.signal]),
          () => this.say("live"),
          (event) => {
            clearTimeout(timer);
            timer = setTimeout(() => silent.abort(), SILENCE_MS);
            wait = FIRST_WAIT_MS;
            this.last = event.id ?? this.last;
            for (const handler of [...this.handlers]) handler(event);
          },
        );
        this.say("connecting");
      } catch {
        // Whatever broke it, it is tried again.
        if (!signal.aborted) this.say("lost");
      } finally {
        clearTimeout(timer);
      }
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private say(link: LiveState["link"]): void {
    if (this.state.value.link !== link) this.state.set({ link, since: Date.now() });
  }
}

const STREAM = "/api/v1/stream";

export const live = new Live(STREAM);

/** Reads an event's data; what is wrong with its shape is reported like that of an answer. */
export function dataOf<T>({ name, data }: Event, shape: Shape<T>): T | undefined {
  const reading = new Reading();
  let value: T | undefined;
  try {
    value = shape(JSON.parse(data), reading);
  } catch {
    reading.wrong("object", "text");
  }
  if (reading.deviations.length > 0) report(`${STREAM} (${name})`, reading.deviations, reading.more);
  return value;
}

/** Whether an event reports what a dataset holds, or an anchor of one of its logs. */
export function isAbout(event: Event, dataset: string): boolean {
  if (event.name === "datasets") return dataOf(event, datasetsChange)?.datasets?.some((change) => change.dataset === dataset) === true;
  return event.name === "anchor" && dataOf(event, anchorLine)?.origin?.startsWith(`${dataset}/`) === true;
}

/** Handles news while the view is shown. */
export function useNews(handle: (event: Event) => void): void {
  const newest = useRef(handle);
  newest.current = handle;
  useEffect(() => live.on((event) => newest.current(event)), [live]);
}

/** Connecting, live or lost; calls back when it is live after it was lost, as news was missed. */
function useLink(back: () => void): LiveState {
  const state = useStore(live.state);
  const was = useRef(state.link);
  useEffect(() => {
    if (was.current === "lost" && state.link === "live") back();
    was.current = state.link;
  }, [state.link]);
  return state;
}

/** The version of a view's answers: another one asks for them again, after `refresh`, and when the stream is back. */
export function useFresh(): { version: number; refresh: () => void; link: LiveState } {
  const [version, setVersion] = useState(0);
  const refresh = useThrottled(() => setVersion((n) => n + 1), OFTEN);
  return { version, refresh, link: useLink(refresh) };
}
