/**
 * Server-sent events, read by fetch: a browser's EventSource has no limit of size or rate, and does not connect again after an error's
 * status. What is not read stays with the server, so one that floods a page is slowed down and never fills a tab.
 */

/** Characters of one event. */
const LONGEST = 1 << 20;
/** Events in one second; the rest waits. An honest server sends as many when it anchors thousands of logs at once. */
const FASTEST = 5_000;
/** Characters of an event's id, which goes back to the server in a header. */
const LONGEST_ID = 200;

export interface Event {
  name: string;
  data: string;
  /** Of this event or the last one before it that had one; a server can continue behind it. */
  id: string | undefined;
}

export class StreamFault extends Error {}

/** Cuts text into events, as the HTML standard says; fields but `event`, `data` and `id` are not used. */
export class EventCutter {
  private rest = "";
  private name = "";
  private data: string[] = [];
  private id: string | undefined;
  private length = 0;

  /** @throws StreamFault for an event beyond the limit */
  *cut(text: string): Generator<Event> {
    this.rest += text;
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop()!;
    if (this.rest.length > LONGEST) throw new StreamFault("length");
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) yield { name: this.name || "message", data: this.data.join("\n"), id: this.id };
        this.name = "";
        this.data = [];
        this.length = 0;
        continue;
      }
      this.length += line.length;
      if (this.length > LONGEST) throw new StreamFault("length");
      const [field, value] = halves(line);
      if (field === "event") this.name = value;
      if (field === "data") this.data.push(value);
      if (field === "id" && /^[\x21-\x7e]*$/.test(value) && value.length <= LONGEST_ID) this.id = value || undefined;
    }
  }
}

function halves(line: string): [string, string] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line, ""];
  return [line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)];
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Reads until the stream ends, which is normal, or throws.
 *
 * @param last id of the last event that was read before, to get those after it
 */
export async function readEvents(path: string, last: string | undefined, signal: AbortSignal, opened: () => void, on: (event: Event) => void): Promise<void> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (last !== undefined) headers["Last-Event-ID"] = last;
  const answer = await fetch(path, { signal, cache: "no-store", redirect: "error", headers });
  if (!answer.ok || answer.body === null) throw new StreamFault(String(answer.status));
  if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) throw new StreamFault("type");
  opened();
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const cutter = new EventCutter();
  let began = performance.now();
  let inHand = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const event of cutter.cut(decoder.decode(part.value, { stream: true }))) {
        on(event);
        if (++inHand < FASTEST) continue;
        await pause(Math.max(0, began + 1_000 - performance.now()));
        began = performance.now();
        inHand = 0;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
