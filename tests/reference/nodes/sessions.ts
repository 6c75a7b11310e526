// Open sessions: for each value of the partition columns, stretches of time with their rows. A row opens a stretch of
// one gap after it, and what touches becomes one.
import type { WindowSpec } from "@millrace/sql";
import { keyOfAll, type Row } from "../row.ts";
import { cover, touches, type Window } from "../windows.ts";
import { timerOf } from "../zone.ts";
import { timeOf } from "./window.ts";

export interface Session extends Window {
  /** In the order of arrival. */
  readonly rows: readonly Row[];
  /** The place of its first row among all rows: the order in which sessions that end together are told. */
  readonly sequence: number;
}

export class Sessions {
  readonly #spec: Extract<WindowSpec, { kind: "session" }>;
  readonly #zone: string;
  readonly #open = new Map<string, Session[]>();
  readonly #arrival = new WeakMap<Row, number>();
  #now = -Infinity;
  #sequence = 0;

  constructor(spec: Extract<WindowSpec, { kind: "session" }>, zone: string) {
    this.#spec = spec;
    this.#zone = zone;
  }

  take(row: Row, late: (row: Row, endMs: number) => void): void {
    const timeMs = timeOf(row, this.#spec.timeColumn, this.#zone);
    if (timeMs === null) return late(row, -Infinity);
    const name = keyOfAll(this.#spec.partitionBy.map((column) => row.values[column]!));
    const sessions = this.#open.get(name) ?? [];
    const sequence = this.#sequence++;
    this.#arrival.set(row, sequence);
    const own: Session = { startMs: timeMs, endMs: timeMs + this.#spec.gapMs, rows: [row], sequence };
    const joined = sessions.filter((session) => touches(session, own));
    const all = [...joined, own];
    const merged: Session = {
      ...cover(all),
      rows: all.flatMap((session) => session.rows).sort((a, b) => this.#arrival.get(a)! - this.#arrival.get(b)!),
      sequence: Math.min(...all.map((session) => session.sequence)),
    };
    // Only after merging is it clear whether it is late: a row that joins a session which is still open counts.
    if (this.#isOver(merged, this.#now)) return late(row, merged.endMs);
    this.#open.set(name, [...sessions.filter((session) => !joined.includes(session)), merged]);
  }

  /** Sessions that this watermark ends, taken out, in the order of their ends. */
  over(watermarkMs: number): Session[] {
    this.#now = watermarkMs;
    const found: Session[] = [];
    for (const [name, sessions] of this.#open) {
      found.push(...sessions.filter((session) => this.#isOver(session, watermarkMs)));
      const rest = sessions.filter((session) => !this.#isOver(session, watermarkMs));
      if (rest.length === 0) this.#open.delete(name);
      else this.#open.set(name, rest);
    }
    return found.sort((a, b) => a.endMs - b.endMs || a.sequence - b.sequence);
  }

  #isOver(session: Window, watermarkMs: number): boolean {
    return timerOf(session.endMs - 1, this.#zone) <= watermarkMs;
  }
}
