/** The page's end of the worker. A worker that takes too long is stopped, and the next question starts another one. */
import { MOST_TIME } from "./limits.js";
import type { Answer, Asks, Question } from "./report.js";

interface Waiting {
  resolve: (answer: never) => void;
  reject: (e: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

let make: () => Worker = () => {
  throw new Error("no worker");
};
let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/** @param maker how this page starts its worker: from a file beside it, or from its own text */
export function startWorkersBy(maker: () => Worker): void {
  make = maker;
}

/** Asks the worker; what could not be done is thrown as an Error with the message to show. */
export function ask<K extends keyof Asks>(name: K, question: Asks[K]["ask"]): Promise<Asks[K]["answer"]> {
  return new Promise((resolve, reject) => {
    const id = ++last;
    const timer = setTimeout(() => stop(new TimeLimit(MOST_TIME)), MOST_TIME);
    waiting.set(id, { resolve: resolve as (answer: never) => void, reject, timer });
    try {
      worker ??= started();
      worker.postMessage({ id, name, ask: question } as Question);
    } catch (e) {
      stop(e instanceof Error ? e : new Error(String(e)));
    }
  });
}

/** A file took longer than the limit. */
export class TimeLimit extends Error {
  constructor(readonly limit: number) {
    super(`over ${limit} ms`);
  }
}

/** The visitor did not want to wait. */
export class Stopped extends Error {}

/** Ends what is running. */
export function stop(why: Error = new Stopped()): void {
  worker?.terminate();
  worker = undefined;
  for (const { reject, timer } of waiting.values()) {
    clearTimeout(timer);
    reject(why);
  }
  waiting.clear();
}

function started(): Worker {
  const made = make();
  made.onmessage = ({ data }: MessageEvent<Answer>) => {
    const one = waiting.get(data.id);
    if (one === undefined) return;
    waiting.delete(data.id);
    clearTimeout(one.timer);
    if ("failed" in data) one.reject(new Error(data.failed));
    else one.resolve(data.answer as never);
  };
  made.onerror = (event) => stop(new Error(`worker: ${event.message || "not started"}`));
  return made;
}
