/** Server-sent events: the browser connects again by itself; a stream that is silent for too long is reported as lost. */

export type StreamState = "connecting" | "open" | "lost";

export interface Stream {
  close(): void;
}

/**
 * @param handlers by the event's name; data is parsed as JSON
 * @param silence in ms: the longest time without an event, heartbeats among them
 */
export function listen(path: string, handlers: Record<string, (data: unknown) => void>, onState: (state: StreamState) => void, silence = 45_000): Stream {
  const source = new EventSource(path);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => onState("lost"), silence);
  };
  onState("connecting");
  source.onopen = () => {
    heard();
    onState("open");
  };
  source.onerror = () => onState(source.readyState === EventSource.CLOSED ? "lost" : "connecting");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      heard();
      onState("open");
      handle(JSON.parse((event as MessageEvent<string>).data));
    });
  }
  return {
    close() {
      clearTimeout(timer);
      source.close();
    },
  };
}
