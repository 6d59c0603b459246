/** The visitor's policy: chosen by the visitor, and kept in this browser alone. */
import { forget, remember, remembered } from "../shell/memory.js";
import { ask } from "./client.js";
import type { PolicyView } from "./report.js";

/** By whom it was chosen: a file's maker or a server may offer one, and it is marked as theirs. */
export type From = "visitor" | "maker" | "server";

export interface ChosenPolicy {
  name: string;
  file: Uint8Array;
  from: From;
  /** Whether the browser keeps it until it is forgotten. */
  kept: boolean;
  view: PolicyView;
}

const NAME = "policy";

/** @throws Error with what is wrong with the file */
export async function choosePolicy(name: string, file: Uint8Array, from: From): Promise<ChosenPolicy> {
  const view = await ask("policy", { file });
  const kept = remember(NAME, JSON.stringify({ name, from, file: toBase64(file) }));
  return { name, file, from, kept, view };
}

/** The one that was kept, else the one that the single file was made with. */
export async function firstPolicy(): Promise<ChosenPolicy | undefined> {
  const kept = remembered(NAME);
  if (kept !== undefined) {
    try {
      const { name, from, file } = JSON.parse(kept) as { name: string; from: From; file: string };
      const bytes = ofBase64(file);
      return { name: String(name), file: bytes, from: from === "visitor" ? "visitor" : from === "maker" ? "maker" : "server", kept: true, view: await ask("policy", { file: bytes }) };
    } catch {
      forget(NAME);
    }
  }
  return embeddedPolicy();
}

export async function embeddedPolicy(): Promise<ChosenPolicy | undefined> {
  const element = document.getElementById("policy");
  const text = element?.textContent?.trim() ?? "";
  if (text === "") return undefined;
  const file = ofBase64(text);
  return { name: element?.dataset["name"] ?? "policy.json", file, from: "maker", kept: false, view: await ask("policy", { file }) };
}

export function forgetPolicy(): void {
  forget(NAME);
}

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(""));
}

export function ofBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
