// Which topics and groups are meant, and what a topic is called at the target. A pattern is a name in which * stands for
// any text; a rule is FROM=TO, and what * stood for in FROM takes the place of * in TO.
import { mirrorErrors } from "./errors.ts";

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);

export function matcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => new RegExp(`^${escaped(pattern).replaceAll("*", ".*")}$`, "s"));
  return (name) => expressions.some((expression) => expression.test(name));
}

/** The first rule that fits decides; without one the name stays. */
export function renamer(rules: readonly string[]): (name: string) => string {
  const parsed = rules.map((rule) => {
    const [from, to, more] = rule.split("=");
    const stars = (text: string | undefined): number => (text ?? "").split("*").length - 1;
    if (!from || !to || more !== undefined || stars(from) > 1 || stars(to) > stars(from)) throw mirrorErrors.renameRule(rule);
    return { expression: new RegExp(`^${escaped(from).replace("*", "(.*)")}$`, "s"), to };
  });
  return (name) => {
    for (const { expression, to } of parsed) {
      const match = expression.exec(name);
      if (match !== null) return to.replace("*", () => match[1] ?? "");
    }
    return name;
  };
}
