// Text that will become code, made so that outside text cannot get into it. `js` is a template tag: an interpolated
// `Code` is inserted as code, everything else (string, number, bigint, boolean, null) as an escaped literal. There is
// no other way to make a `Code`, so a field name or a SQL literal can only ever arrive as a literal. Objects, functions
// and byte arrays go in through `Scope.constant`, by reference.

export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Code | readonly Code[] | string | number | bigint | boolean | null;

/** The literal of a value in JavaScript. The one place where outside text is escaped. */
export function literal(value: string | number | bigint | boolean | null): string {
  if (typeof value === "string") {
    // JSON leaves U+2028 and U+2029 as they are; `<`, `*` and `/` are escaped so that no comment or tag can end.
    return JSON.stringify(value).replaceAll(
      /[\u2028\u2029\u0085<>*/$`]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  }
  if (typeof value === "bigint") return value < 0n ? `(${value}n)` : `${value}n`;
  if (typeof value === "number") return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? "-0" : value})` : String(value);
  return String(value);
}

export function js(strings: TemplateStringsArray, ...parts: Part[]): Code {
  let text = strings[0]!;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (part instanceof Code) text += part.text;
    else if (Array.isArray(part)) text += part.map((code: Code) => code.text).join("");
    else text += literal(part as string | number | bigint | boolean | null);
    text += strings[index + 1]!;
  }
  return new Code(text);
}

export const nothing: Code = js``;

/** Codes with a separator between them, for argument lists. */
export function list(codes: readonly Code[]): Code {
  const [first, ...rest] = codes;
  return first === undefined ? nothing : rest.reduce((all, code) => js`${all}, ${code}`, first);
}

/** Names and constants of one generated function. */
export class Scope {
  readonly constants: unknown[] = [];
  readonly #names = new Map<unknown, Code>();
  #fresh = 0;

  /** A name that nothing else has. */
  fresh(): Code {
    return new Code(`t${this.#fresh++}`);
  }

  /** The name under which the generated code sees this object. */
  constant(value: unknown): Code {
    let name = this.#names.get(value);
    if (name === undefined) {
      name = new Code(`k${this.constants.length}`);
      this.constants.push(value);
      this.#names.set(value, name);
    }
    return name;
  }
}
