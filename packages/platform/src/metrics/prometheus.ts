// Prometheus' text format, version 0.0.4, by hand: a family is a name, a type, a help line and its samples.

export interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

export class PrometheusText {
  readonly #lines: string[] = [];

  family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): this {
    if (samples.length === 0) return this;
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const { labels = {}, value } of samples) {
      const pairs = Object.entries(labels).map(([label, content]) => `${label}="${escaped(String(content))}"`);
      this.#lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}`);
    }
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
