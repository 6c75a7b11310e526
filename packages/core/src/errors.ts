// Operating errors are values of one class. Each package declares its errors once, in a table, with
// `defineErrors`; a test triggers each of them (tests/tidy.test.ts holds the tables to that).
// Invariants are `assert`, not errors: what no input can cause has no code.

/** Where in a text an error stands. Lines and columns count from 1; the end is inclusive. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ErrorDetails {
  readonly retriable?: boolean;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly position?: TextPosition | undefined;
  readonly records?: readonly number[] | undefined;
}

/** The one error class. `message` states a fact, lower case, no full stop; `hint` says what to do. */
export class MillraceError extends Error {
  override readonly name = "MillraceError";
  /** `<package>.<what-happened>`, stable: programs may test it. */
  readonly code: string;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retriable: boolean;
  readonly hint: string | undefined;
  readonly position: TextPosition | undefined;
  /** Which of the records that came are at fault, from 0, where that is known; the first ones of very many. */
  readonly records: readonly number[] | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retriable = details.retriable ?? false;
    this.hint = details.hint;
    this.position = details.position;
    this.records = details.records;
  }

  /** What crosses a thread or the network; `errorFromJson` is its inverse. */
  toJSON(): ErrorJson {
    return {
      code: this.code,
      message: this.message,
      retriable: this.retriable,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.position === undefined ? {} : { position: this.position }),
      ...(this.records === undefined ? {} : { records: this.records }),
    };
  }
}

export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
  readonly hint?: string;
  readonly position?: TextPosition;
  readonly records?: readonly number[];
}

export function errorFromJson(json: ErrorJson): MillraceError {
  return new MillraceError(json.code, json.message, json);
}

/** Any thrown thing as a MillraceError; what is not one becomes `core.unexpected`, its cause kept. */
export function asMillraceError(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MillraceError("core.unexpected", message, { cause: thrown });
}

export interface ErrorDefinition<Arguments extends readonly unknown[]> {
  readonly retriable?: boolean;
  readonly message: (...parts: Arguments) => string;
  readonly hint?: string | ((...parts: Arguments) => string | undefined);
}

type Given = Omit<ErrorDetails, "retriable">;

/** Makes one error: `errors.topicUnknown("clicks")`, or with details: `errors.x.with({ cause }, …)`. */
export interface ErrorMaker<Arguments extends readonly unknown[]> {
  (...parts: Arguments): MillraceError;
  readonly code: string;
  with(details: Given, ...parts: Arguments): MillraceError;
}

// `never[]` lets each entry of a table keep its own argument types.
// oxlint-disable-next-line typescript/no-explicit-any -- the argument list is inferred per entry
type AnyDefinition = ErrorDefinition<any[]>;
type Makers<Table extends Record<string, AnyDefinition>> = {
  readonly [Name in keyof Table]: ErrorMaker<Parameters<Table[Name]["message"]>>;
};

/** Turns a table of definitions into makers. `topicUnknown` in area `log` has the code `log.topic-unknown`. */
export function defineErrors<const Table extends Record<string, AnyDefinition>>(area: string, table: Table): Makers<Table> {
  const makers: Record<string, ErrorMaker<unknown[]>> = {};
  for (const [name, definition] of Object.entries(table)) {
    const code = `${area}.${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const make = (details: Given, parts: unknown[]): MillraceError => {
      const hint = typeof definition.hint === "function" ? definition.hint(...parts) : definition.hint;
      return new MillraceError(code, definition.message(...parts), { hint, ...details, retriable: definition.retriable ?? false });
    };
    makers[name] = Object.assign((...parts: unknown[]) => make({}, parts), {
      code,
      with: (details: Given, ...parts: unknown[]) => make(details, parts),
    });
  }
  return makers as Makers<Table>;
}
