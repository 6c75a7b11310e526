import type { Sparkline as Values } from "@millrace/platform/api";

const width = 240;
const height = 40;
/** Room for the line's own width at the edges. */
const margin = 2;

/** The last two minutes of a rate, newest on the right, as wide as its place. Gaps stay gaps. Scaled to its own greatest value. */
export function Sparkline({ values, label }: { readonly values: Values; readonly label: string }) {
  const top = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number): string => (margin + (index / Math.max(1, values.length - 1)) * (width - 2 * margin)).toFixed(1);
  const y = (value: number): string => (height - margin - (value / top) * (height - 2 * margin)).toFixed(1);
  let line = "";
  let area = "";
  for (let start = 0; start < values.length; start++) {
    if (values[start] === null) continue;
    let end = start;
    let part = "";
    for (; end < values.length; end++) {
      const value = values[end];
      if (value === null || value === undefined) break;
      part += `${end === start ? "M" : "L"}${x(end)} ${y(value)}`;
    }
    line += part;
    area += `${part}L${x(end - 1)} ${height}L${x(start)} ${height}Z`;
    start = end;
  }
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path className="sparkline-area" d={area} />
      <path className="sparkline-line" d={line} />
    </svg>
  );
}
