/** Whether a text is an Avro schema with a single meaning: any text has a hash, only a schema may stand for one. */
import { isWellFormed, Malformed } from "./bytes.js";
import { type Json, Parser } from "./json.js";

const MAX_LENGTH = 1 << 20;
const MAX_DEPTH = 200;
const PRIMITIVES = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const NAMED = new Set(["record", "error", "enum", "fixed"]);
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** @throws Malformed for what is no schema, or has more than one meaning */
export function parseSchema(text: string): Json {
  if (text.length > MAX_LENGTH) throw new Malformed(`schema of ${text.length} characters, limit ${MAX_LENGTH}`);
  const schema = new Parser(text, "schema", { depth: MAX_DEPTH, tokens: Infinity, digits: Infinity }).whole();
  checkSchema(schema);
  return schema;
}

/** @throws Malformed for what is no schema */
export function checkSchema(schema: Json): void {
  const names = new Set<string>();
  collect(schema, "", names);
  check(schema, "", names);
}

function within(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

function namespaceOf(full: string): string {
  return full.slice(0, Math.max(0, full.lastIndexOf(".")));
}

function textIn(members: Map<string, Json>, name: string): string {
  const value = members.get(name);
  if (typeof value !== "string") throw new Malformed(`'${name}' must be a string`);
  return value;
}

function checkedName(full: string): string {
  if (!FULL_NAME.test(full)) throw new Malformed(`'${full}' is not a name`);
  return full;
}

function definedName(members: Map<string, Json>, around: string): string {
  const namespace = members.has("namespace") ? textIn(members, "namespace") : around;
  return checkedName(within(textIn(members, "name"), namespace));
}

/** The names that a schema defines, wherever it does. */
function collect(schema: Json | undefined, namespace: string, into: Set<string>): void {
  if (Array.isArray(schema)) {
    schema.forEach((branch) => collect(branch, namespace, into));
    return;
  }
  if (!(schema instanceof Map)) return;
  const kind = schema.get("type");
  if (typeof kind !== "string") collect(kind, namespace, into);
  else if (kind === "array") collect(schema.get("items"), namespace, into);
  else if (kind === "map") collect(schema.get("values"), namespace, into);
  else if (NAMED.has(kind)) {
    const name = definedName(schema, namespace);
    if (into.has(name)) throw new Malformed(`'${name}' defined twice`);
    into.add(name);
    const fields = schema.get("fields");
    if (kind !== "record" && kind !== "error") return;
    for (const field of Array.isArray(fields) ? fields : []) {
      if (field instanceof Map) collect(field.get("type"), namespaceOf(name), into);
    }
  }
}

function check(schema: Json, namespace: string, names: ReadonlySet<string>): void {
  if (typeof schema === "string") checkReference(schema, namespace, names);
  else if (Array.isArray(schema)) schema.forEach((branch) => check(branch, namespace, names));
  else if (schema instanceof Map) checkObject(schema, namespace, names);
  else throw new Malformed("neither a name, an array nor an object");
}

function checkReference(name: string, namespace: string, names: ReadonlySet<string>): void {
  const known = PRIMITIVES.has(name) || names.has(within(name, namespace)) || names.has(name);
  if (!known) throw new Malformed(`'${name}' is not defined`);
}

function checkObject(schema: Map<string, Json>, namespace: string, names: ReadonlySet<string>): void {
  const type = schema.get("type");
  if (schema.size === 1 && (Array.isArray(type) || type instanceof Map)) {
    check(type, namespace, names);
    return;
  }
  const kind = textIn(schema, "type");
  const inner = { array: "items", map: "values" }[kind];
  const others = [...schema].filter(([name]) => name !== "doc" && name !== inner && !(name === "fields" && (kind === "record" || kind === "error")));
  others.forEach(([name, value]) => checkPlain(name, value));
  if (NAMED.has(kind)) {
    checkNamed(schema, kind, definedName(schema, namespace), names);
  } else if (inner !== undefined) {
    if (!schema.has(inner)) throw new Malformed(`no ${inner}`);
    check(schema.get(inner)!, namespace, names);
  } else if (others.length === 1) {
    checkReference(kind, namespace, names);
  } else if (!PRIMITIVES.has(kind)) {
    throw new Malformed("a reference by name takes no attributes");
  }
}

function checkNamed(schema: Map<string, Json>, kind: string, name: string, names: ReadonlySet<string>): void {
  const namespace = namespaceOf(name);
  aliases(schema).forEach((alias) => checkedName(within(alias, namespace)));
  if (kind !== "record" && kind !== "error") return;
  const fields = schema.get("fields");
  if (!Array.isArray(fields)) throw new Malformed("no fields");
  for (const field of fields) {
    if (!(field instanceof Map)) throw new Malformed("a field is an object");
    for (const [member, value] of field) if (member !== "doc" && member !== "type") checkPlain(member, value);
    checkedName(textIn(field, "name"));
    const type = field.get("type");
    if (type === undefined) throw new Malformed("no type");
    check(type, namespace, names);
    aliases(field).forEach(checkedName);
  }
}

function aliases(members: Map<string, Json>): string[] {
  const given = members.get("aliases") ?? [];
  if (members.get("aliases") === null || !Array.isArray(given) || !given.every((alias) => typeof alias === "string")) {
    throw new Malformed("aliases are strings");
  }
  return given as string[];
}

/** Values that have no meaning here keep theirs for others: only their texts must be texts. */
function checkPlain(name: string, value: Json): void {
  if (!isWellFormed(name)) throw new Malformed("half of a surrogate pair");
  if (typeof value === "string" && !isWellFormed(value)) throw new Malformed("half of a surrogate pair");
  if (Array.isArray(value)) value.forEach((one) => checkPlain(name, one));
  if (value instanceof Map) value.forEach((one, member) => checkPlain(member, one));
}
