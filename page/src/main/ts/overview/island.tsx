/** An organisation as an island: its shape follows from its name, each dot is a dataset, and the bar of sand to the shore is what is anchored. */

/** Drawn at most; the card's text has the number of all. */
const DOTS = 300;
const CENTRE = { x: 112, y: 66 };

/** How many datasets of an organisation are in each state, worst first. */
export interface Dots {
  fault: number;
  pending: number;
  sealed: number;
  anchored: number;
}

interface Props {
  name: string;
  dots: Dots;
  /** Of the events that are shared, from 0 to 1; undefined where it is not known. */
  anchored: number | undefined;
  /** Whether events arrive now. */
  busy: boolean;
}

type Point = { x: number; y: number };

/** Numbers from 0 to 1 that follow from a text: FNV-1a, then mulberry32. */
function numbersOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A closed curve through points, each part a Bézier curve whose ends follow its neighbours. */
function closed(points: Point[]): string {
  const at = (i: number) => points[(i + points.length) % points.length]!;
  const f = (n: number) => n.toFixed(1);
  const parts = points.map((p, i) => {
    const [before, next, after] = [at(i - 1), at(i + 1), at(i + 2)];
    const c1 = { x: p.x + (next.x - before.x) / 6, y: p.y + (next.y - before.y) / 6 };
    const c2 = { x: next.x - (after.x - p.x) / 6, y: next.y - (after.y - p.y) / 6 };
    return `C${f(c1.x)} ${f(c1.y)} ${f(c2.x)} ${f(c2.y)} ${f(next.x)} ${f(next.y)}`;
  });
  return `M${f(points[0]!.x)} ${f(points[0]!.y)}${parts.join("")}Z`;
}

function coast(name: string): Point[] {
  const next = numbersOf(name);
  const [wide, high, turn] = [74 + 18 * next(), 40 + 9 * next(), next() * Math.PI];
  const corners = 11;
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (i / corners) * 2 * Math.PI;
    const far = 0.84 + 0.26 * next();
    return { x: CENTRE.x + Math.cos(angle) * wide * far, y: CENTRE.y + Math.sin(angle) * high * far };
  });
}

const scaled = (points: Point[], by: number) => points.map((p) => ({ x: CENTRE.x + (p.x - CENTRE.x) * by, y: CENTRE.y + (p.y - CENTRE.y) * by }));

/** As seeds in a sunflower: dense, and even for any number. The worst are drawn first, so they are in the middle. */
function places(dots: Dots): { x: number; y: number; r: number; of: keyof Dots }[] {
  const order: (keyof Dots)[] = ["fault", "pending", "sealed", "anchored"];
  const all = order.reduce((sum, kind) => sum + dots[kind], 0);
  const drawn = Math.min(all, DOTS);
  const r = Math.max(1.7, Math.min(8, 24 / Math.sqrt(drawn + 1)));
  const of = order.flatMap((kind) => {
    const share = all <= DOTS ? dots[kind] : Math.min(dots[kind], Math.max(dots[kind] > 0 ? 1 : 0, Math.round((dots[kind] / all) * DOTS)));
    return Array.from({ length: Math.min(share, DOTS) }, () => kind);
  });
  return of.slice(0, DOTS).map((kind, i) => {
    const far = drawn === 1 ? 0 : Math.sqrt((i + 0.5) / drawn);
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    return { x: CENTRE.x + Math.cos(angle) * far * 50, y: CENTRE.y + Math.sin(angle) * far * 27, r, of: kind };
  });
}

/** A picture beside text that says the same, so it has no text of its own. */
export function Island({ name, dots, anchored, busy }: Props) {
  const edge = coast(name);
  const rightmost = Math.max(...edge.map((p) => p.x));
  const bar = `M${(rightmost - 12).toFixed(1)} 70 C ${rightmost + 14} 84, 236 50, 276 66`;
  return (
    <svg class="island" viewBox="0 0 320 132" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
      <path class="shallow" d={closed(scaled(edge, 1.22))} />
      <path class="wave" d="M8 22q6-4 12 0t12 0 12 0M222 112q6-4 12 0t12 0 12 0M208 20q5-3 10 0t10 0" />
      <path class="shore" d="M276 -4C262 18 288 38 274 62s10 44 -2 74H324V-4Z" />
      <path class="bar open" d={bar} />
      {anchored !== undefined && anchored > 0 && (
        <path class="bar" d={bar} pathLength={100} stroke-dasharray={`${Math.max(4, Math.min(1, anchored) * 100).toFixed(1)} 200`} />
      )}
      <path class="beach" d={closed(edge)} />
      <path class="land" d={closed(scaled(edge, 0.8))} />
      <path class="hill" d={closed(scaled(edge, 0.5))} />
      {busy && <circle class="ripple" cx={CENTRE.x} cy={CENTRE.y} r="30" />}
      {places(dots).map((dot) => (
        <circle class={`dot ${dot.of}`} cx={dot.x.toFixed(1)} cy={dot.y.toFixed(1)} r={dot.r.toFixed(1)} />
      ))}
      <g class="light">
        <path d="M296 92l3-30h8l3 30z" />
        <path class="lamp" d="M298 62v-7h10v7z" />
      </g>
    </svg>
  );
}
