/** A record's part as a list of fields by name: dates, decimals and times as people write them. */
import type { Datum, Schema } from "tombolo-verify/avro.js";
import { hex, Malformed } from "tombolo-verify/bytes.js";
import { clearType, datumJson, groupOf } from "tombolo-verify/datum-json.js";
import { openPart, type ProtectedField } from "tombolo-verify/disclosed.js";
import type { DisclosedField, RecordPart } from "tombolo-verify/evidence.js";
import type { Keys } from "tombolo-verify/keys.js";
import { MOST_CHARACTERS, MOST_FIELDS } from "../limits.js";
import type { Field, PartView } from "../report.js";
import { scaleOf } from "./encode.js";

const CHANGE = ["op", "before", "after"];
const EDITABLE: ReadonlySet<string> = new Set(["boolean", "int", "long", "float", "double", "string", "enum", "bytes", "fixed"]);

/** Every part has an answer, whatever its bytes are. */
export async function partView(part: RecordPart | undefined, disclosed: DisclosedField[], keys: Keys): Promise<PartView | undefined> {
  if (part === undefined) return undefined;
  const { schema, bytes } = part;
  const view: PartView = { kind: "raw", change: false, fields: [], more: 0, schema, why: undefined, bytes: bytes.length, hex: hex(bytes.subarray(0, MOST_CHARACTERS)) };
  if (schema === undefined) {
    view.fields.push({ ...field("", "", 0), text: `0x${view.hex}`, cut: Math.max(0, bytes.length - MOST_CHARACTERS), type: "bytes", editable: bytes.length <= MOST_CHARACTERS });
    return view;
  }
  const found: ProtectedField[] = [];
  try {
    const datum = await openPart(schema, bytes, disclosed, keys, found);
    const rows = new Rows(new Set(found.filter((one) => one.json !== undefined).map((one) => one.field)));
    view.kind = datum.of.type === "record" ? "fields" : "value";
    rows.add(datum, "", "", view.kind === "fields" ? -1 : 0);
    view.fields = rows.fields;
    view.more = rows.more;
    const names = datum.of.type === "record" ? datum.of.fields.map((one) => one.name) : [];
    view.change = CHANGE.every((name) => names.includes(name));
  } catch (e) {
    if (!(e instanceof Malformed)) throw e;
    view.kind = "undecodable";
    view.why = e.message;
  }
  return view;
}

function field(path: string, name: string, depth: number): Field {
  return { path, name, depth, text: undefined, cut: 0, type: "", state: "plain", group: undefined, editable: false, symbols: [] };
}

class Rows {
  readonly fields: Field[] = [];
  more = 0;

  constructor(private readonly opened: ReadonlySet<string>) {}

  add(datum: Datum, path: string, name: string, depth: number): void {
    const { of, value } = datum;
    const inner = depth + 1;
    if (of.type === "record") {
      this.heading(path, name, depth, of.name);
      of.fields.forEach((member, i) => this.add((value as Datum[])[i]!, child(path, member.name), member.name, inner));
    } else if (Array.isArray(value)) {
      this.heading(path, name, depth, `array, ${value.length}`);
      value.forEach((item, i) => this.add(item, child(path, String(i)), String(i), inner));
    } else if (value instanceof Map) {
      this.heading(path, name, depth, `map, ${value.size}`);
      for (const [key, entry] of value) this.add(entry, child(path, key), key, inner);
    } else {
      this.push({ ...field(path, name, depth), ...this.scalar(datum, path) });
    }
  }

  private heading(path: string, name: string, depth: number, type: string): void {
    if (depth >= 0) this.push({ ...field(path, name, depth), type });
  }

  private scalar(datum: Datum, path: string): Partial<Field> {
    const { of, value } = datum;
    const type = typeName(of);
    const group = groupOf(datum);
    if (group !== undefined) return { type: hiddenType(of), state: "withheld", group };
    if (value === null) return { type, state: "null", text: "null" };
    const whole = textOf(datum);
    const disclosed = this.opened.has(path);
    return {
      type,
      text: whole.slice(0, MOST_CHARACTERS),
      cut: Math.max(0, whole.length - MOST_CHARACTERS),
      state: disclosed ? "disclosed" : "plain",
      editable: !disclosed && EDITABLE.has(of.type) && whole.length <= MOST_CHARACTERS,
      symbols: of.type === "enum" ? of.symbols.slice(0, MOST_FIELDS) : of.type === "boolean" ? ["true", "false"] : [],
    };
  }

  private push(one: Field): void {
    if (this.fields.length < MOST_FIELDS) this.fields.push(one);
    else this.more++;
  }
}

function child(path: string, name: string): string {
  return `${path}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`;
}

function typeName(of: Schema): string {
  const logical = of.members.get("logicalType");
  const scale = scaleOf(of);
  if (scale !== undefined) return `decimal(${String(of.members.get("precision"))}, ${scale})`;
  return typeof logical === "string" ? logical : of.type;
}

/** What a withheld value is, as far as its schema states it. */
function hiddenType(of: Schema): string {
  try {
    return typeName(clearType(of));
  } catch (e) {
    if (e instanceof Malformed) return of.type;
    throw e;
  }
}

/** A scalar as people write it; bytes without a meaning of their own as hex. */
function textOf(datum: Datum): string {
  const { of, value } = datum;
  if (value instanceof Uint8Array && typeof of.members.get("logicalType") !== "string") return `0x${hex(value.subarray(0, MOST_CHARACTERS))}`;
  const json = datumJson(datum);
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}
