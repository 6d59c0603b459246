/** The answers that the views use, as openapi.yaml describes them. */
import { byName, count, list, number, object, type Of, optional, orNull, type Shape, text, time, truth, word } from "./shape.js";

/** Characters of a name of a dataset, a log or a ledger. */
const NAME = 300;
const name = text(NAME);
const hash = text(100);
const sentence = text(2_000);
const level = word("PENDING", "SEALED", "ANCHORED");
const next = orNull(text(2_000));
const phase = word("CONNECTING", "CATCHING_UP", "FOLLOWING", "FAILED", "STOPPED");

/** A page of a list, with some more entries than any view asks for. */
function page<K extends string, T>(key: K, entry: Shape<T>, limit = 100) {
  const fields = { [key]: list(entry, limit), next, total: count } as Record<K, Shape<T[]>> & { next: Shape<string | null>; total: Shape<number> };
  return object(fields);
}

/** Of a dataset, or of several. */
const totals = { events: count, sealed: count, anchored: count, faults: count, level, per_second: number };
const sums = { ...totals, datasets: count, last_sealed_at: orNull(time), last_anchored_at: orNull(time) };

export const overview = object({ ...sums, at: time, phase, message: sentence, organisations: count, logs: count });
export type Overview = Of<typeof overview>;

const organisation = object({ ...sums, organisation: name, levels: object({ PENDING: count, SEALED: count, ANCHORED: count }), faulty: count });
export type Organisation = Of<typeof organisation>;
export const organisations = page("organisations", organisation, 50);

const datasetFields = {
  ...totals,
  dataset: name,
  organisation: name,
  partitions: count,
  last_anchored_at: orNull(time),
  ledger: orNull(name),
  transaction_id: orNull(text(200)),
  logs: list(name),
  sealed_at: orNull(time),
  last_event_at: orNull(time),
};
const dataset = object(datasetFields);
export type Dataset = Of<typeof dataset>;
export const datasets = page("datasets", dataset);

const partition = object({
  origin: name,
  partition: count,
  generation: count,
  events: count,
  sealed: count,
  anchored: count,
  first_offset: orNull(count),
  last_offset: orNull(count),
  first_at: orNull(time),
  last_at: orNull(time),
  sealed_at: orNull(time),
  faults: count,
  batches: count,
});
export type Partition = Of<typeof partition>;

const reconciliation = object({
  dataset: name,
  table: name,
  connector: name,
  equal: truth,
  finished_at: time,
  position: sentence,
  source_rows: count,
  feed_rows: count,
  missing: count,
  extra: count,
  different: count,
  evidence_dataset: name,
  evidence_offset: count,
  level: word("SEALED", "ANCHORED"),
});
export type Reconciliation = Of<typeof reconciliation>;

export const datasetDetail = object({
  ...datasetFields,
  topic: orNull(name),
  partitions_held: list(partition),
  ledgers: list(object({ ledger: name, anchors: count, anchored: count, anchored_at: time })),
  reconciliation: optional(reconciliation),
});
export type DatasetDetail = Of<typeof datasetDetail>;

export const datasetsChange = object({
  datasets: list(object({ ...totals, dataset: name }), 2_000),
  heads: list(object({ origin: name, size: count, root: hash, sealed_at: time }), 2_000),
});
export type DatasetChange = NonNullable<Of<typeof datasetsChange>["datasets"]>[number];

export const timeline = object({
  from: time,
  to: time,
  bucket_ms: count,
  pending: count,
  buckets: list(object({ start: time, events: count, batches: count, anchors: count }), 500),
});
export type Timeline = Of<typeof timeline>;

export const latency = object({
  from: time,
  to: time,
  ledger: orNull(name),
  exact: truth,
  points: list(object({ at: time, min_ms: number, mean_ms: number, max_ms: number, batches: count }), 500),
});
export type Latency = Of<typeof latency>;

export const anchorLine = object({ origin: name, size: count, root: hash, ledger: name, transaction_id: text(200), block: orNull(count), anchored_at: time });
export type AnchorLine = Of<typeof anchorLine>;
/** Of a dataset they have a total too, which no view shows. */
export const anchors = object({ anchors: list(anchorLine, 100), next });

const batch = object({
  origin: name,
  size: count,
  root: hash,
  first_index: count,
  events: count,
  first_offset: count,
  last_offset: count,
  sealed_at: time,
  anchored: list(anchorLine, 50),
});
export type Batch = Of<typeof batch>;
export const batches = page("batches", batch);

const eventFields = {
  origin: name,
  partition: count,
  offset: count,
  index: count,
  timestamp: orNull(time),
  form: count,
  commitment: hash,
  leaf_hash: hash,
  level,
};
const event = object(eventFields);
export type EventLine = Of<typeof event>;
export const events = page("events", event);

export const eventDetail = object({
  ...eventFields,
  size: count,
  previous_offset: orNull(count),
  next_offset: orNull(count),
  batch: orNull(batch),
  anchors: list(anchorLine, 50),
});
export type EventDetail = Of<typeof eventDetail>;

export const versions = object({ key_hash: text(100), versions: list(event, 100), next, indexed_to: optional(count) });

const field = object({ name, type: text(500), protected: orNull(name) });
const schemaVersion = object({ part: word("key", "value"), version: count, id: count, hash, fields: list(field, 500) });
export type SchemaVersion = Of<typeof schemaVersion>;
export const schemas = object({ schemas: list(schemaVersion, 100) });

const foundHead = object({ origin: name, size: count, root: hash, ledger: orNull(name), transaction_id: orNull(text(200)), block: orNull(count), at: time });
export type FoundHead = Of<typeof foundHead>;
export const found = object({
  matched_by: word("offset", "key", "time", "leaf_hash", "commitment", "root", "transaction", "nothing"),
  events: list(event, 100),
  heads: list(foundHead, 100),
  next,
  indexed_to: optional(count),
});
export type Found = Of<typeof found>;

const agreement = object({
  id: name,
  provider: name,
  consumer: name,
  dataset: name,
  state: text(100),
  in_force: optional(truth),
  purpose: optional(sentence),
  from: optional(time),
  until: optional(time),
  groups: optional(list(name, 200)),
  price: optional(name),
  bytes_per_second: optional(count),
  last_action: text(100),
  last_by: name,
  last_at: time,
  evidence_dataset: name,
  evidence_offset: count,
  level: word("SEALED", "ANCHORED"),
});
export type Agreement = Of<typeof agreement>;
export const agreements = page("agreements", agreement);

const usageLine = object({
  agreement: name,
  consumer: name,
  origin: name,
  receipts: count,
  events: count,
  bytes: count,
  first_minute: time,
  last_minute: time,
  to_leaf: count,
  level: word("SEALED", "ANCHORED"),
});
export type UsageLine = Of<typeof usageLine>;
export const usage = page("usage", usageLine);

export const fault = object({
  origin: name,
  dataset: name,
  kind: word("MALFORMED", "BAD_SIGNATURE", "ROOT_MISMATCH", "FORKED", "ANCHOR_MISMATCH", "ENTRY_CHANGED", "ENTRIES_MISSING"),
  size: count,
  message: sentence,
  at: time,
  ledger: optional(name),
  transaction_id: optional(text(200)),
  root: optional(hash),
});
export type Fault = Of<typeof fault>;
export const faults = page("faults", fault);

const signer = object({ name, subject: orNull(text(500)), sha256: text(100), not_after: orNull(time) });
export type Signer = Of<typeof signer>;
const ledger = object({
  ledger: name,
  kind: text(100),
  trusted: truth,
  development: optional(truth),
  quorum: optional(count),
  retired_at: optional(time),
  logs: count,
  anchors: count,
  anchored: count,
  last_anchored_at: orNull(time),
  state: word("UP", "DOWN", "UNKNOWN"),
  since: optional(time),
  message: optional(sentence),
  signers: list(signer, 100),
  forks: list(fault, 50),
});
export type Ledger = Of<typeof ledger>;
export const ledgers = object({ ledgers: list(ledger, 50) });

const rejectedLine = object({
  at: time,
  dataset: name,
  source: text(100),
  topic: optional(name),
  partition: optional(count),
  offset: optional(count),
  file: optional(sentence),
  line: optional(count),
  reason: text(100),
  detail: sentence,
});
export type Rejected = Of<typeof rejectedLine>;
export const rejected = object({ rejected: list(rejectedLine, 100), next });

const certificate = object({ where: word("server", "policy", "ledger connection"), name, subject: text(500), not_after: time, days_left: number });
export type Certificate = Of<typeof certificate>;
const anchoring = object({
  ready: truth,
  not_ready: list(sentence, 100),
  lag_records: optional(count),
  rejected: optional(byName(count, 200)),
  ledgers: optional(list(object({ ledger: name, organisation: name, waiting: count, refusals: byName(count, 100), last_error: optional(orNull(sentence)) }), 500)),
});
export const operations = object({
  at: time,
  phase,
  message: sentence,
  read_side: object({
    logs: count,
    faults: count,
    waiting: count,
    unreadable: count,
    lag_records: optional(count),
    unsealed: count,
    unanchored: count,
    index: object({ state: word("OFF", "BUILDING", "UP_TO_DATE", "FAILED"), message: sentence, keys: count, behind: count }),
    stream: object({ subscribers: count, dropped: count }),
    objects: optional(object({ store: sentence, trouble: sentence, archived: count, freed: count, failures: count, contradicted: count })),
  }),
  anchoring: optional(anchoring),
  certificates: list(certificate, 500),
});
export type Operations = Of<typeof operations>;

/** The path of one dataset's answers. */
export function ofDataset(name: string, more = ""): string {
  return `/api/v1/datasets/${name.split("/").map(encodeURIComponent).join("/")}${more}`;
}

/** With these parameters, but those that are undefined or empty. */
export function withQuery(path: string, parameters: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined && value !== "") query.set(key, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
