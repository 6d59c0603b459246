/** The record's fields by name. */
import { useWords } from "../shell/i18n.js";
import { Badge, Time } from "../shell/parts.js";
import type { Contents, Field, PartView } from "./report.js";
import { words } from "./words.js";

export function Row({ contents, accepted, byPolicy }: { contents: Contents; accepted: boolean; byPolicy: boolean }) {
  const w = useWords(words);
  const { key, value } = contents;
  return (
    <>
      {!accepted && <p class="note bad-note">{w.rowNotProven}</p>}
      {accepted && !byPolicy && <p class="soft">{w.rowNotSigned}</p>}
      <Key part={key} />
      {value?.change === true ? <Change part={value} /> : <Part title={w.value} part={value} />}
    </>
  );
}

/** A key of a few plain fields is one line. */
function Key({ part }: { part: PartView | undefined }) {
  const w = useWords(words);
  const short = part?.kind === "fields" && part.more === 0 && part.fields.length <= 12 && part.fields.every((field) => field.depth === 0 && field.text !== undefined);
  if (!short) return <Part title={w.key} part={part} />;
  return (
    <div class="key-line">
      <strong>{w.key}</strong>
      <dl class="key-fields">
      {part.fields.map((field) => (
        <div key={field.path}>
          <dt>{field.name}</dt>
          <dd>
            <Value field={field} />
          </dd>
        </div>
      ))}
      </dl>
    </div>
  );
}

function Part({ title, part }: { title: string; part: PartView | undefined }) {
  const w = useWords(words);
  if (part === undefined) return <p class="soft">{w.partNull(title)}</p>;
  if (part.kind === "undecodable") return <p class="problem">{w.undecodable(title, part.why ?? "")}</p>;
  const single = part.fields.length === 1 && part.fields[0]!.path === "";
  return single ? (
    <p class="single">
      <span class="soft">{title}</span> <Value field={part.fields[0]!} />
    </p>
  ) : (
    <Fields caption={title} fields={part.fields} more={part.more} />
  );
}

function Fields({ caption, fields, more }: { caption: string; fields: Field[]; more: number }) {
  const w = useWords(words);
  return (
    <>
      <table class="fields stacks">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{w.field}</th>
            <th scope="col">{w.valueColumn}</th>
            <th scope="col">{w.type}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.path}>
              <th scope="row">
                <Name field={field} />
              </th>
              <td data-name={w.valueColumn}>
                <Value field={field} />
              </td>
              <td data-name={w.type} class="soft type">
                {field.type}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="soft">{w.moreFields(more)}</p>}
    </>
  );
}

/** A change event: what the row was, and what it became. */
function Change({ part }: { part: PartView }) {
  const w = useWords(words);
  const under = (prefix: string) => part.fields.filter((field) => field.path.startsWith(`${prefix}/`));
  const [before, after] = [under("/before"), under("/after")];
  const op = part.fields.find((field) => field.path === "/op")?.text ?? "";
  const relative = (field: Field) => field.path.slice(field.path.indexOf("/", 1));
  const known = new Map(before.map((field) => [relative(field), field]));
  const rows = [...after.map(relative), ...before.map(relative).filter((path) => !after.some((field) => relative(field) === path))];
  const became = new Map(after.map((field) => [relative(field), field]));
  const both = before.length > 0 && after.length > 0;
  const source = under("/source");
  return (
    <>
      <p>
        <Badge name={op} tone="plain">{w[`op_${op}` as keyof typeof w] as string | undefined ?? op}</Badge>
      </p>
      <table class={both ? "fields stacks row-table both" : "fields stacks row-table"}>
        <caption class="off-screen">{w.row}</caption>
        <thead>
          <tr>
            <th scope="col">{w.field}</th>
            {before.length > 0 && <th scope="col">{w.before}</th>}
            {after.length > 0 && <th scope="col">{both ? w.after : w.valueColumn}</th>}
            <th scope="col">{w.type}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((path) => {
            const [was, is] = [known.get(path), became.get(path)];
            const changed = both && was?.state !== "withheld" && is?.state !== "withheld" && was?.text !== is?.text;
            return (
              <tr key={path} class={changed ? "changed" : undefined}>
                <th scope="row">
                  <Name field={{ ...(is ?? was)!, depth: (is ?? was)!.depth - 1 }} />
                </th>
                {before.length > 0 && (
                  <td data-name={w.before} class={changed ? "was" : undefined}>
                    {was !== undefined && <Value field={was} />}
                  </td>
                )}
                {after.length > 0 && <td data-name={both ? w.after : w.valueColumn}>{is !== undefined && <Value field={is} />}</td>}
                <td data-name={w.type} class="soft type">
                  {(is ?? was)!.type}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {part.more > 0 && <p class="soft">{w.moreFields(part.more)}</p>}
      <details hidden={source.length === 0}>
        <summary>{w.sourceTitle}</summary>
        <dl class="facts">
          {source.map((field) => (
            <>
              <dt key={field.path}>{field.name}</dt>
              <dd>{field.type.startsWith("timestamp") && field.text !== undefined && field.state === "plain" ? <Time at={field.text} /> : <Value field={field} />}</dd>
            </>
          ))}
        </dl>
      </details>
    </>
  );
}

function Name({ field }: { field: Field }) {
  return <span class={`depth-${Math.min(6, Math.max(0, field.depth))}`}>{field.name}</span>;
}

function Value({ field }: { field: Field }) {
  const w = useWords(words);
  if (field.state === "withheld") return <Badge name="withheld" tone="wait">{w.withheld(field.group ?? "")}</Badge>;
  if (field.text === undefined) return null;
  if (field.state === "null") return <span class="soft">null</span>;
  const mono = field.text.startsWith("0x") || field.type === "uuid";
  return (
    <span class={mono ? "value mono" : "value"}>
      {field.text}
      {field.cut > 0 && <span class="soft"> {w.cut(field.cut)}</span>}
      {field.state === "disclosed" && <> <Badge name="disclosed" tone="good">{w.disclosed}</Badge></>}
    </span>
  );
}
