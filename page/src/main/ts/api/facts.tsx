/** Names with values. */
import type { ComponentChildren } from "preact";
import { NumberOf } from "./parts.js";

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A number that should be 0. */
export function Gauge({ name, of, alarm = false }: { name: string; of: number | null | undefined; alarm?: boolean }) {
  const tone = !of ? "" : alarm ? "bad-text" : "wait-text";
  return <Fact name={name}><span class={tone}><NumberOf of={of} /></span></Fact>;
}
