// The progress of a long replay or mirror: a bar on a terminal, a line every few seconds elsewhere, a summary at the end.
import { bytes, colours, count, duration } from "../output.ts";

export class Progress {
  #total: number;
  readonly #noun: string;
  readonly #begin = performance.now();
  #shown = 0;
  rows = 0;
  valueBytes = 0;
  rejected = 0;
  /** Of the total: bytes of a file, offsets of a log. */
  done = 0;

  constructor(total: number, noun = "rows") {
    this.#total = total;
    this.#noun = noun;
  }

  set total(total: number) {
    this.#total = total;
  }

  get seconds(): number {
    return (performance.now() - this.#begin) / 1000;
  }

  show(): void {
    const now = performance.now();
    if (now - this.#shown < (process.stderr.isTTY ? 100 : 5000)) return;
    this.#shown = now;
    const share = this.#total === 0 ? 1 : Math.min(1, this.done / this.#total);
    const left = share > 0.01 ? (this.seconds / share) * (1 - share) : undefined;
    const bar = "█".repeat(Math.round(share * 30)).padEnd(30, "░");
    const text = `${bar} ${(share * 100).toFixed(0).padStart(3)} %  ${this.#figures()}${left === undefined ? "" : `  ${duration(left * 1000)} left`}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }

  #figures(): string {
    const bad = this.rejected === 0 ? "" : colours.yellow(`  ${count(this.rejected)} rejected`);
    return `${count(this.rows)} ${this.#noun}  ${bytes(this.valueBytes / this.seconds)}/s${bad}`;
  }

  summary(): string {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    return `${count(this.rows)} ${this.#noun}, ${bytes(this.valueBytes)} in ${duration(this.seconds * 1000)} (${count(this.rows / this.seconds)} ${this.#noun}/s, ${bytes(this.valueBytes / this.seconds)}/s)`;
  }
}
