/** The one file that is attached to a certificate: found in the streams' dictionaries, in one pass, so that a crafted PDF can neither hang nor fill the memory. */
import { concat, Malformed } from "tombolo-verify/bytes.js";
import { MAX_BYTES } from "tombolo-verify/evidence.js";

const MOST_DICTIONARY = 64 << 10;
const LATIN1 = new TextDecoder("latin1");

/** @throws Malformed when there is not exactly one attached file that can be read */
export async function attachment(pdf: Uint8Array): Promise<Uint8Array> {
  const text = LATIN1.decode(pdf);
  let found: { dictionary: string; data: number; end: number } | undefined;
  let from = 0;
  for (let at = text.indexOf("stream", from); at >= 0; at = text.indexOf("stream", from)) {
    const data = dataAt(text, at);
    if (data === undefined) {
      from = at + 6;
      continue;
    }
    const dictionary = dictionaryOf(text, from, at);
    const end = text.indexOf("endstream", data);
    if (end < 0) throw new Malformed(`PDF: cut off, the stream at byte ${data} does not end`);
    if (/\/Type\s*\/EmbeddedFile(?![A-Za-z0-9])/.test(dictionary)) {
      if (found !== undefined) throw new Malformed("PDF: several attached files, limit 1");
      found = { dictionary, data, end: data + text.slice(data, end).replace(/\r?\n$/, "").length };
    }
    from = end + 9;
  }
  if (/\/Encrypt(?![A-Za-z0-9])/.test(text.slice(from))) throw new Malformed("PDF: encrypted");
  if (found === undefined) throw new Malformed("PDF: no attached file");
  return content(pdf, found.dictionary, found.data, found.end);
}

/** Where a stream's bytes begin; undefined if the word does not begin one. */
function dataAt(text: string, at: number): number | undefined {
  const next = at + 6 + (text[at + 6] === "\r" ? 1 : 0);
  return text[next] === "\n" ? next + 1 : undefined;
}

/** What is between the object's begin and its stream, with names in their plain spelling. */
function dictionaryOf(text: string, from: number, at: number): string {
  const near = text.slice(Math.max(from, at - MOST_DICTIONARY), at);
  const begin = near.lastIndexOf("obj");
  return near.slice(Math.max(0, begin)).replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

async function content(pdf: Uint8Array, dictionary: string, data: number, end: number): Promise<Uint8Array> {
  const filter = (/\/Filter\s*(\[[^\]]*\]|\/[^\s/<>[\]()]+)/.exec(dictionary)?.[1] ?? "").replace(/[[\]\s]/g, "");
  const length = /\/Length\s+(\d{1,9})(?!\s+\d+\s+R)(?!\d)/.exec(dictionary);
  const size = length === null ? end - data : Number(length[1]);
  if (size > pdf.length - data) throw new Malformed(`PDF: cut off, the attached file has ${size} bytes, ${pdf.length - data} are there`);
  const bytes = pdf.slice(data, data + size);
  if (filter === "/FlateDecode" && !dictionary.includes("/DecodeParms")) return inflated(bytes);
  if (filter !== "") throw new Malformed(`PDF: the attached file is encoded by ${filter}, must be /FlateDecode or nothing`);
  if (size > MAX_BYTES) throw new Malformed(`PDF: the attached file has ${size} bytes, limit ${MAX_BYTES}`);
  return bytes;
}

async function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  const reader = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.length;
      if (size > MAX_BYTES) throw new Malformed(`PDF: the attached file has more than ${MAX_BYTES} bytes, the limit`);
      parts.push(read.value);
    }
  } catch (e) {
    await reader.cancel().catch(() => undefined);
    throw e instanceof Malformed ? e : new Malformed(`PDF: the attached file is not what /FlateDecode writes: ${e}`);
  }
  return concat(...parts);
}
