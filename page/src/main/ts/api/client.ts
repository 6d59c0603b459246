/** Files of the read side and what it makes on request, as they are. Answers that are read field by field are in ask.ts. */
import { bytesOf } from "./ask.js";

/** A problem document (RFC 9457) as the read side writes it, or a request that reached nobody. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  /** @param status of HTTP; 0 when there was no answer */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Of one file, in bytes. */
const LARGEST = 50_000_000;

/** Bytes as they are, as an evidence file. */
export async function getBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const answer = await ask(path, { cache: "no-store", ...(signal && { signal }) });
  if (!answer.ok) throw await problem(answer);
  return bytesOf(answer, LARGEST);
}

export async function ask(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new ApiProblem(0, "no_answer", `${path}: ${e instanceof Error ? e.message : e}`);
  }
}

export async function problem(answer: Response): Promise<ApiProblem> {
  const text = new TextDecoder().decode(await bytesOf(answer, LARGEST));
  try {
    const body = JSON.parse(text) as { error?: unknown; message?: unknown };
    if (typeof body.message === "string") return new ApiProblem(answer.status, String(body.error), body.message);
  } catch {
    // Not a problem document: the beginning of what there is.
  }
  return new ApiProblem(answer.status, "http", `${answer.status} ${text.slice(0, 200)}`);
}
