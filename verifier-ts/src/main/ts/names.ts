/** Names of X.500 as certificates have them: to compare as RFC 5280 has it, and to show as RFC 2253 has it. */
import { hex, latin1, Malformed, textOf } from "./bytes.js";
import { Der, dotted, OID, SEQUENCE, SET } from "./der.js";

export interface Name {
  /** The encoding. */
  der: Uint8Array;
  /** Equal for two names that are the same but for case and white space. */
  canonical: string;
  /** As people read it. */
  text: string;
  /** The organisational units, in no order. */
  units: string[];
}

const KEYWORDS: Record<string, string> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.9": "STREET",
  "0.9.2342.19200300.100.1.25": "DC",
  "0.9.2342.19200300.100.1.1": "UID",
};
const UTF8 = 0x0c;
const PRINTABLE = 0x13;
const T61 = 0x14;
const IA5 = 0x16;
const BMP = 0x1e;

interface Part {
  oid: string;
  tag: number;
  element: Uint8Array;
  text: string;
}

export function readName(der: Uint8Array): Name {
  const parts: Part[][] = [];
  const names = new Der(der, "name").enterOnly(SEQUENCE);
  do {
    const set = names.enter(SET);
    const several: Part[] = [];
    do several.push(readPart(set.enter(SEQUENCE)));
    while (set.hasMore());
    parts.push(several);
  } while (names.hasMore());
  parts.reverse();
  return {
    der,
    canonical: parts.map((several) => several.map(canonical).sort().join("+")).join(","),
    text: parts.map((several) => several.map(shownPart).join("+")).join(","),
    units: parts.flat().flatMap((one) => (KEYWORDS[one.oid] === "OU" ? [one.text] : [])),
  };
}

function readPart(part: Der): Part {
  const oid = dotted(part.contents(OID));
  const tag = part.tag();
  const element = part.element(tag);
  part.end();
  return { oid, tag, element, text: decoded(tag, new Der(element, "name").contents(tag)) };
}

/** In the kinds of text that certificates' names have, and no other; without control characters, which the JDK drops at the ends. */
function decoded(tag: number, contents: Uint8Array): string {
  const text = tag === UTF8 ? textOf(contents) : tag === BMP ? ofPairs(contents) : latin1(contents);
  const good = tag === UTF8 || tag === BMP || tag === T61 || ((tag === PRINTABLE || tag === IA5) && contents.every((one) => one < 0x80));
  if (text === undefined || !good || /[\u0000-\u001f\u007f]/.test(text)) throw new Malformed("name: a value that is not a text");
  return text;
}

function ofPairs(contents: Uint8Array): string | undefined {
  let text = "";
  for (let i = 0; i < contents.length; i += 2) text += String.fromCharCode((contents[i]! << 8) | (contents[i + 1] ?? 0));
  return contents.length % 2 > 0 || /[\ud800-\udfff]/.test(text) ? undefined : text;
}

function canonical(part: Part): string {
  const keyword = KEYWORDS[part.oid];
  if (keyword === undefined || (part.tag !== UTF8 && part.tag !== PRINTABLE)) {
    return `${part.oid}=#${hex(part.element)}`;
  }
  const plain = part.text.replace(/^ +| +$/g, "").replace(/ +/g, " ").toUpperCase().toLowerCase().normalize("NFKD");
  return `${part.oid}=${escaped(plain)}`;
}

function shownPart(part: Part): string {
  const keyword = KEYWORDS[part.oid];
  return keyword === undefined ? `${part.oid}=#${hex(part.element)}` : `${keyword}=${escaped(part.text)}`;
}

function escaped(text: string): string {
  return text
    .replace(/[,=+<>#;"\\]/g, "\\$&")
    .replace(/^ +| +$/g, (spaces) => "\\ ".repeat(spaces.length));
}
