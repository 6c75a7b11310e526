// UNION ALL: rows of all inputs as they come; time has passed when it has passed on every input.
import type { Node, Output } from "./node.ts";

export function union(ports: number, output: Output): Node {
  const watermarks = Array.from({ length: ports }, () => -Infinity);
  let told = -Infinity;
  return {
    row: (_, row) => output.row(row),
    watermark(port, ms) {
      watermarks[port] = ms;
      const least = Math.min(...watermarks);
      if (least <= told) return;
      told = least;
      output.watermark(least);
    },
  };
}
