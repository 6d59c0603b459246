/** A rate over the last two minutes as one line. */

export const SAMPLES = 120;

/** @param rates one each second, the newest last; undefined where none was known */
export function Spark({ rates, label }: { rates: (number | undefined)[]; label: string }) {
  const most = Math.max(1, ...rates.map((rate) => rate ?? 0));
  const x = (i: number) => ((SAMPLES - rates.length + i) / (SAMPLES - 1)) * 200;
  const y = (rate: number) => 38 - (rate / most) * 34;
  const parts: string[] = [];
  let drawing = false;
  rates.forEach((rate, i) => {
    if (rate !== undefined) parts.push(`${drawing ? "L" : "M"}${x(i).toFixed(1)} ${y(rate).toFixed(1)}`);
    drawing = rate !== undefined;
  });
  const first = rates.findIndex((rate) => rate !== undefined);
  const whole = first >= 0 && rates.slice(first).every((rate) => rate !== undefined);
  return (
    <svg class="spark" viewBox="0 0 200 40" preserveAspectRatio="none" role="img" aria-label={label}>
      {whole && <path class="under" d={`${parts.join("")}L200 40L${x(first).toFixed(1)} 40Z`} />}
      <path class="line" d={parts.join("")} />
    </svg>
  );
}
