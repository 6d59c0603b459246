/** A chart over time that zooms: by dragging across it, and by buttons for those who have no pointer. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { useWords } from "../shell/i18n.js";
import { useDark } from "./colours.js";
import { words } from "./words.js";

export interface Series {
  label: string;
  values: (number | null)[];
  draw: "bars" | "line" | "area";
  /** Name of a colour of the style sheet, as `--sea`. */
  colour: string;
  /** On the right, with a scale of its own. */
  right?: boolean;
}

/** Milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

interface Props {
  /** What it shows, in a sentence. */
  label: string;
  time: string;
  /** Seconds since 1970, ascending. */
  at: number[];
  series: Series[];
  unit: (value: number) => string;
  span: Span;
  /** The widest that there is to see. */
  whole: Span;
  onZoom: (span: Span | undefined) => void;
}

/** The narrowest, in milliseconds. */
const NARROWEST = 100;

export function Chart({ label, time, at, series, unit, span, whole, onZoom }: Props) {
  const w = useWords(words);
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(undefined);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const data = [at, ...series.map((one) => one.values)] as uPlot.AlignedData;
  const dark = useDark();
  const labels = series.map((one) => one.label).join();
  useEffect(() => {
    const into = place.current!;
    const chart = new uPlot(options(into, time, series, unit, span, (to) => zoom.current(to)), data, into);
    const resized = new ResizeObserver(() => chart.setSize({ width: into.clientWidth, height: height(into) }));
    resized.observe(into);
    drawn.current = chart;
    return () => {
      resized.disconnect();
      chart.destroy();
      drawn.current = undefined;
    };
  }, [labels, time, dark]);
  useEffect(() => {
    drawn.current?.setData(data, false);
    drawn.current?.setScale("x", { min: span.from / 1e3, max: span.to / 1e3 });
  }, [at, series, span.from, span.to]);
  const wide = span.to - span.from;
  const to = (from: number, width: number) => {
    const least = Math.max(NARROWEST, Math.min(width, whole.to - whole.from));
    const start = Math.max(whole.from, Math.min(from, whole.to - least));
    onZoom(start <= whole.from && start + least >= whole.to ? undefined : { from: start, to: start + least });
  };
  return (
    <figure class="chart">
      <div class="chart-tools" role="group" aria-label={`${w.zoom}: ${label}`}>
        <button type="button" onClick={() => to(span.from + wide / 4, wide / 2)}>{w.zoomIn}</button>
        <button type="button" onClick={() => to(span.from - wide / 2, wide * 2)}>{w.zoomOut}</button>
        <button type="button" onClick={() => to(span.from - wide / 2, wide)}>{w.earlier}</button>
        <button type="button" onClick={() => to(span.from + wide / 2, wide)}>{w.later}</button>
        <button type="button" onClick={() => onZoom(undefined)}>{w.wholeTime}</button>
      </div>
      <div class="chart-place" ref={place} role="img" aria-label={label} />
    </figure>
  );
}

const height = (into: HTMLElement) => (into.clientWidth < 500 ? 190 : 240);

function options(into: HTMLElement, time: string, series: Series[], unit: Props["unit"], span: Span, zoom: (span: Span) => void): uPlot.Options {
  const style = getComputedStyle(into);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: `12px ${style.fontFamily}` };
  const right = series.some((one) => one.right);
  return {
    width: into.clientWidth,
    height: height(into),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    cursor: { drag: { x: true, y: false, setScale: false } },
    legend: { show: true },
    scales: {
      x: { time: true, min: span.from / 1e3, max: span.to / 1e3 },
      y: { range: (_, __, most) => [0, Math.max(1, most ?? 1) * 1.08] },
      right: { range: (_, __, most) => [0, Math.max(1, most ?? 1) * 1.08] },
    },
    axes: [
      { ...axis, values: (_, splits, __, ___, step) => splits.map((at, i) => tick(at, step, i === 0)) },
      { ...axis, size: 64, values: (_, splits) => splits.map(unit) },
      ...(right ? [{ ...axis, side: 1 as const, scale: "right", grid: { show: false }, size: 48, values: (_: uPlot, splits: number[]) => splits.map((n) => (Number.isInteger(n) ? String(n) : "")) }] : []),
    ],
    series: [{ label: time, value: (_, at) => (at === null ? "–" : shown(at)) }, ...series.map((one) => line(one, colour(one.colour), unit))],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          const [from, to] = [chart.posToVal(left, "x") * 1e3, chart.posToVal(left + width, "x") * 1e3];
          if (to - from >= NARROWEST) zoom({ from, to });
        },
      ],
    },
  };
}

function line(one: Series, stroke: string, unit: Props["unit"]): uPlot.Series {
  const value: uPlot.Series.Value = (_, n) => (n === null || n === undefined ? "–" : one.right ? String(n) : unit(n));
  const common: uPlot.Series = { label: one.label, stroke, value, scale: one.right ? "right" : "y", width: 1.5 };
  switch (one.draw) {
    case "bars":
      return { ...common, fill: stroke + "8c", width: 0, paths: uPlot.paths.bars!({ size: [0.9, 40], align: 1 }), points: { show: false } };
    case "area":
      return { ...common, fill: stroke + "22", points: { show: false } };
    case "line":
      return { ...common, points: { show: false } };
  }
}

const shown = (seconds: number) => new Date(seconds * 1e3).toISOString().replace("T", " ").replace("Z", "");

/** As fine as the distance of two ticks asks for; the first one has the day. */
function tick(seconds: number, step: number, first: boolean): string {
  const iso = new Date(seconds * 1e3).toISOString();
  if (step >= 86_400) return iso.slice(0, 10);
  const time = step >= 60 ? iso.slice(11, 16) : step >= 1 ? iso.slice(11, 19) : iso.slice(14, 23);
  return first ? `${iso.slice(5, 10)}\n${time}` : time;
}
