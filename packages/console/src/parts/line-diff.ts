// Two texts line by line, side by side: the longest common subsequence of lines stays, the rest was taken or added.
// Equal beginnings and ends are set aside first; what is left is compared in a table, which is bounded: beyond it all
// of the middle counts as replaced.
export interface DiffLine {
  readonly before: string | null;
  readonly after: string | null;
}

const cellsMost = 4_000_000;

export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((line) => ({ before: line, after: line }));
  const middle = changed(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return [...same(old.slice(0, head)), ...middle, ...same(old.slice(old.length - tail))];
}

function changed(old: readonly string[], now: readonly string[]): DiffLine[] {
  const width = now.length + 1;
  if (old.length * now.length > cellsMost) return replaced(old, now);
  // common[row, column]: the length of the longest common subsequence of what follows from there.
  const common = new Uint32Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = now.length - 1; column >= 0; column--)
      common[row * width + column] =
        old[row] === now[column]
          ? common[(row + 1) * width + column + 1]! + 1
          : Math.max(common[(row + 1) * width + column]!, common[row * width + column + 1]!);
  const lines: DiffLine[] = [];
  let [row, column, oldFrom, nowFrom] = [0, 0, 0, 0];
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      lines.push(...replaced(old.slice(oldFrom, row), now.slice(nowFrom, column)), { before: old[row]!, after: now[column]! });
      oldFrom = ++row;
      nowFrom = ++column;
    } else if (common[(row + 1) * width + column]! >= common[row * width + column + 1]!) row++;
    else column++;
  }
  return [...lines, ...replaced(old.slice(oldFrom), now.slice(nowFrom))];
}

/** Beside each other as far as both go. */
const replaced = (old: readonly string[], now: readonly string[]): DiffLine[] =>
  Array.from({ length: Math.max(old.length, now.length) }, (_, index) => ({ before: old[index] ?? null, after: now[index] ?? null }));
