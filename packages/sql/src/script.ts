// A script, statement by statement: the caller applies each bound statement before it asks for the next one, so that
// an INSERT finds the table that the statement before it made.
import { MillraceError } from "@millrace/core";
import { bindStatement } from "./binder/statement.ts";
import { parse, parseRecovering } from "./parser/parse.ts";
import { SourceText } from "./source.ts";
import type { BoundStatement, Catalog, CatalogEntry, Diagnostic, SessionOptions } from "./statement.ts";

/** What a script is bound against: read anew for every statement, so that SET and CREATE take effect. */
export type SessionSource = SessionOptions | (() => SessionOptions);

/**
 * Bound statements, lazily: `for (const statement of bindScript(…)) await apply(statement)`. The whole text is parsed
 * first, so nothing is applied of a text with a syntax error.
 */
export function* bindScript(text: string, catalog: Catalog, session: SessionSource): Generator<BoundStatement, void, void> {
  const source = new SourceText(text);
  for (const statement of parse(text).statements) {
    yield bindStatement(source, statement, catalog, typeof session === "function" ? session() : session);
  }
}

/** Every statement's error; each statement sees what those before it would have made. */
export function validate(text: string, catalog: Catalog, session: SessionOptions): Diagnostic[] {
  const source = new SourceText(text);
  const overlay = new OverlayCatalog(catalog);
  let current = session;
  const diagnostics: Diagnostic[] = [];
  for (const statement of parseRecovering(text).statements) {
    if ("error" in statement) {
      diagnostics.push({ ...statement.error.toJSON(), span: { start: statement.start, end: statement.end } });
      continue;
    }
    try {
      const bound = bindStatement(source, statement, overlay, current);
      overlay.apply(bound);
      current = applySession(current, bound);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      diagnostics.push({ ...error.toJSON(), span: statement.span });
    }
  }
  return diagnostics;
}

/** The session after SET or RESET; any other statement leaves it as it is. */
export function applySession(session: SessionOptions, statement: BoundStatement): SessionOptions {
  if (statement.kind !== "set" && statement.kind !== "reset") return session;
  const options: Record<string, string> = { ...session.options };
  if (statement.kind === "set") options[statement.key] = statement.value;
  else if (statement.key === null) return { timeZone: "UTC", options: {} };
  else delete options[statement.key];
  return { options, timeZone: options["table.local-time-zone"] ?? "UTC" };
}

/** A catalog with what a script's statements change, over one that stays as it is. Also good for tests. */
export class OverlayCatalog implements Catalog {
  readonly #under: Catalog;
  readonly #changed = new Map<string, CatalogEntry | undefined>();

  constructor(under: Catalog = { entry: () => undefined, names: () => [], topics: () => [] }) {
    this.#under = under;
  }

  entry(name: string): CatalogEntry | undefined {
    return this.#changed.has(name) ? this.#changed.get(name) : this.#under.entry(name);
  }

  names(): readonly string[] {
    const names = new Set(this.#under.names());
    for (const [name, entry] of this.#changed) {
      if (entry === undefined) names.delete(name);
      else names.add(name);
    }
    return [...names];
  }

  topics(): readonly string[] {
    return this.#under.topics();
  }

  apply(statement: BoundStatement): void {
    switch (statement.kind) {
      case "createTable":
      case "createTableAs":
      case "createView":
        if (!statement.ifNotExists || this.entry(statement.entry.name) === undefined)
          this.#changed.set(statement.entry.name, statement.entry);
        break;
      case "alterTable":
        if (statement.renamedTo !== undefined) this.#changed.set(statement.name, undefined);
        this.#changed.set(statement.entry.name, statement.entry);
        break;
      case "drop":
        this.#changed.set(statement.name, undefined);
        break;
      default:
    }
  }
}
