/** Chosen files: what they are, and the evidence that is in them. */
import { ask } from "./client.js";
import { MOST_BYTES, MOST_PIXELS } from "./limits.js";

export type Source = "file" | "attachment" | "code" | "server";

export type Opened = { kind: "evidence"; file: Uint8Array; source: Source } | { kind: "policy"; file: Uint8Array };

/** A file that holds no evidence that can be taken out. */
export class NotOpened extends Error {
  constructor(
    readonly why: "size" | "code" | "digest" | "picture",
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** @throws NotOpened, or Error with what the worker reports */
export async function open(file: Blob): Promise<Opened> {
  if (file.size > MOST_BYTES) throw new NotOpened("size", `${file.size} > ${MOST_BYTES}`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kind = await ask("kind", { file: bytes });
  switch (kind) {
    case "policy":
      return { kind, file: bytes };
    case "pdf":
      return { kind: "evidence", file: await ask("attachment", { file: bytes }), source: "attachment" };
    case "picture":
      return { kind: "evidence", file: await codeOf(file), source: "code" };
    case "evidence":
      return { kind, file: bytes, source: "file" };
  }
}

async function codeOf(picture: Blob): Promise<Uint8Array> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch (e) {
    throw new NotOpened("picture", String(e));
  }
  const found = await codeIn(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  if (found === undefined) throw new NotOpened("code", `${bitmap.width} × ${bitmap.height}`);
  return found;
}

/** What the QR code in a picture holds; undefined where there is none that can be read. */
export async function codeIn(source: CanvasImageSource, width: number, height: number): Promise<Uint8Array | undefined> {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const bytes = await ask("code", { pixels: data, width: canvas.width, height: canvas.height });
  if (bytes === undefined) return undefined;
  const text = bytes.length < 100 ? new TextDecoder().decode(bytes) : "";
  if (text.startsWith("sha256:")) throw new NotOpened("digest", text);
  return bytes;
}
