// Prometheus' text format, version 0.0.4, by hand: a family is a name, a type, a help line and its samples.

export interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

export class PrometheusText {
  readonly #lines: string[] = [];

  family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): this {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const { labels = {}, value } of samples) {
      const pairs = Object.entries(labels).map(([label, content]) => `${label}="${escaped(String(content))}"`);
      this.#lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}`);
    }
    return this;
  }

  /** `counts`: by class, each without those below it; the last one is above all bounds. */
  histogram(name: string, help: string, bounds: readonly number[], counts: readonly number[], sum: number): this {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`);
    let total = 0;
    for (const [index, count] of counts.entries()) {
      total += count;
      this.#lines.push(`${name}_bucket{le="${number(bounds[index] ?? Number.POSITIVE_INFINITY)}"} ${total}`);
    }
    this.#lines.push(`${name}_sum ${number(sum)}`, `${name}_count ${total}`);
    return this;
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
