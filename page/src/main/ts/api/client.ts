/** Reads the read side's answers: typed, with the ETag of the last one, so that what has not changed is not sent again. */

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

interface Kept {
  etag: string;
  body: unknown;
}

const MOST_KEPT = 200;
const kept = new Map<string, Kept>();

/**
 * @param path from the server's root, as "/api/v1/status"
 * @throws ApiProblem for every answer that is not 200 or 304
 */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = kept.get(path);
  const headers: Record<string, string> = { Accept: "application/json" };
  if (known !== undefined) headers["If-None-Match"] = known.etag;
  const answer = await ask(path, { headers, cache: "no-store", ...(signal && { signal }) });
  if (answer.status === 304 && known !== undefined) return known.body as T;
  if (!answer.ok) throw await problem(answer);
  const body = (await answer.json()) as T;
  const etag = answer.headers.get("ETag");
  kept.delete(path);
  if (etag !== null) kept.set(path, { etag, body });
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  return body;
}

/** Bytes as they are, as an evidence file. */
export async function getBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const answer = await ask(path, { cache: "no-store", ...(signal && { signal }) });
  if (!answer.ok) throw await problem(answer);
  return new Uint8Array(await answer.arrayBuffer());
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
  const text = await answer.text();
  try {
    const body = JSON.parse(text) as { error?: unknown; message?: unknown };
    if (typeof body.message === "string") return new ApiProblem(answer.status, String(body.error), body.message);
  } catch {
    // Not a problem document: the beginning of what there is.
  }
  return new ApiProblem(answer.status, "http", `${answer.status} ${text.slice(0, 200)}`);
}
