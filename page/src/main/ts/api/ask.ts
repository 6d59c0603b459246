/** Asks the server, with limits of time and size: an answer that never ends must not hold a tab. */
import { type Deviation, Reading, type Shape } from "./shape.js";

/** Of one answer. The largest honest one is a page of a thousand lines, below 1 MB. */
const LARGEST = 8 << 20;
const LONGEST_MS = 20_000;

/** What was asked and what came of it. */
export type Answer<T> =
  | { kind: "read"; value: T | undefined; deviations: Deviation[]; more: number }
  | { kind: "refused"; status: number; error: string | undefined; message: string | undefined }
  | { kind: "lost"; why: "unreachable" | "late" | "large" | "not json" };

class TooLarge extends Error {
  constructor(limit: number) {
    super(`the answer has more than ${limit} bytes`);
  }
}

/** The bytes of an answer; refuses more than the limit while they arrive. */
export async function bytesOf(answer: Response, limit: number): Promise<Uint8Array> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader!.read()) {
    length += part.value.length;
    if (length > limit) {
      await reader!.cancel();
      throw new TooLarge(limit);
    }
    parts.push(part.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Asks for JSON of a shape. The browser keeps answers by their ETag and asks whether they are still the same. */
export async function ask<T>(path: string, shape: Shape<T>, signal?: AbortSignal): Promise<Answer<T>> {
  const answer = await askBytes(path, LARGEST, signal);
  if (answer.kind !== "read") return answer;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(answer.value));
  } catch {
    return { kind: "lost", why: "not json" };
  }
  const reading = new Reading();
  return { kind: "read", value: shape(json, reading), deviations: reading.deviations, more: reading.more };
}

/** Asks for a file. */
export async function askBytes(path: string, limit: number, signal?: AbortSignal): Promise<Answer<Uint8Array>> {
  const late = AbortSignal.timeout(LONGEST_MS);
  try {
    const answer = await fetch(path, { signal: signal === undefined ? late : AbortSignal.any([late, signal]), redirect: "error" });
    const bytes = await bytesOf(answer, limit);
    return answer.ok ? { kind: "read", value: bytes, deviations: [], more: 0 } : refusal(answer.status, bytes);
  } catch (e) {
    if (e instanceof TooLarge) return { kind: "lost", why: "large" };
    return { kind: "lost", why: late.aborted ? "late" : "unreachable" };
  }
}

/** A problem document (RFC 9457) with `error` and `message`, or whatever a proxy in between answered. */
function refusal(status: number, bytes: Uint8Array): Answer<never> {
  let problem: Record<string, unknown> = {};
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof json === "object" && json !== null) problem = json as Record<string, unknown>;
  } catch {
    // The status says enough.
  }
  const short = (value: unknown) => (typeof value === "string" ? value.slice(0, 1_000) : undefined);
  return { kind: "refused", status, error: short(problem["error"]), message: short(problem["message"]) };
}
