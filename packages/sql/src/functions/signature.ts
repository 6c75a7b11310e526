// What a function is to the binder: its id in plans, what it takes, what it gives. `infer` says to which types the
// arguments are cast; the binder puts the casts into the plan, so engines see exactly these types.
//
// How every scalar function behaves unless its description says otherwise (two engines implement from this):
// - a NULL argument gives NULL; - "fails the row" means the record goes the way of a bad record (dead letter or stop);
// - positions and lengths of strings count Unicode code points, from 1; - CHAR is not padded;
// - integer arithmetic wraps at the width of its type, as in Java; DECIMAL results round HALF_UP to their scale and are
//   NULL when they do not fit their precision; FLOAT results are rounded to 32 bits.
import {
  bigint,
  boolean,
  double,
  integer,
  isCharacter,
  isBinary,
  isDatetime,
  isInteger,
  isNumeric,
  isTimestamp,
  string,
  withNullable,
  withoutRowtime,
} from "../types/properties.ts";
import type { SqlType, Value } from "../types/type.ts";

/** A bound argument as inference sees it; `literal` is there when it is a constant. */
export interface Argument {
  readonly type: SqlType;
  readonly literal?: Value;
}

export interface Inference {
  /** What each argument is cast to. */
  readonly arguments: readonly SqlType[];
  readonly result: SqlType;
}

export interface FunctionDefinition {
  /** What stands in `Expression.call.function`. */
  readonly id: string;
  /** As SQL writes it, in capitals; operators their sign. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly kind: "operator" | "scalar" | "aggregate";
  readonly family: "operator" | "comparison" | "logic" | "numeric" | "string" | "time" | "conditional" | "aggregate";
  readonly signatures: readonly string[];
  readonly description: string;
  /** False: the answer changes between two runs over the same input. Such functions are refused for now. */
  readonly deterministic: boolean;
  /** Undefined when the arguments do not fit. */
  readonly infer: (given: readonly Argument[]) => Inference | undefined;
}

/** What a parameter accepts: the type to cast to, or undefined. */
export type Parameter = (given: SqlType) => SqlType | undefined;

const orNull =
  (accepts: (type: SqlType) => boolean, nullType: SqlType): Parameter =>
  (given) =>
    given.kind === "NULL" ? nullType : accepts(given) ? withoutRowtime(given) : undefined;

export const parameters = {
  any: orNull(() => true, string()),
  string: orNull(isCharacter, string()),
  binary: orNull(isBinary, { kind: "VARBINARY", length: 2_147_483_647, nullable: true }),
  stringOrBinary: orNull((type) => isCharacter(type) || isBinary(type), string()),
  /** TINYINT to INT, cast to INT. */
  int: (given: SqlType) =>
    given.kind === "NULL" || given.kind === "TINYINT" || given.kind === "SMALLINT" || given.kind === "INTEGER"
      ? integer(given.nullable || given.kind === "NULL")
      : undefined,
  /** Any integer, cast to BIGINT. */
  bigint: (given: SqlType) => (given.kind === "NULL" || isInteger(given) ? bigint(given.nullable || given.kind === "NULL") : undefined),
  numeric: orNull(isNumeric, double()),
  /** Any number, cast to DOUBLE. */
  double: (given: SqlType) => (given.kind === "NULL" || isNumeric(given) ? double(given.nullable || given.kind === "NULL") : undefined),
  boolean: orNull((type) => type.kind === "BOOLEAN", boolean()),
  date: orNull((type) => type.kind === "DATE", { kind: "DATE", nullable: true }),
  timestamp: orNull(isTimestamp, { kind: "TIMESTAMP", precision: 3, nullable: true }),
  datetime: orNull(isDatetime, { kind: "TIMESTAMP", precision: 3, nullable: true }),
} satisfies Record<string, Parameter>;

type Result = SqlType | ((given: readonly SqlType[], arguments_: readonly Argument[]) => SqlType | undefined);

interface Shape {
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  /** Result is NULL-able whatever the arguments are. */
  readonly forceNullable?: boolean;
  /** Result is never NULL. */
  readonly neverNull?: boolean;
}

/** Inference from a list of parameters. The result is nullable when an argument is. */
export function takes(list: readonly Parameter[], result: Result, shape: Shape = {}): FunctionDefinition["infer"] {
  return (given) => {
    if (given.length < list.length - (shape.optional ?? 0)) return undefined;
    if (given.length > list.length && shape.variadic !== true) return undefined;
    const targets: SqlType[] = [];
    for (const [index, argument] of given.entries()) {
      const target = list[Math.min(index, list.length - 1)]?.(argument.type);
      if (target === undefined) return undefined;
      targets.push(target);
    }
    const type = typeof result === "function" ? result(targets, given) : result;
    if (type === undefined) return undefined;
    const nullable = shape.forceNullable === true || targets.some((target) => target.nullable);
    return { arguments: targets, result: withNullable(type, shape.neverNull === true ? false : nullable) };
  };
}

/** The first of several ways that fits. */
export const either =
  (...ways: readonly FunctionDefinition["infer"][]): FunctionDefinition["infer"] =>
  (given) => {
    for (const way of ways) {
      const found = way(given);
      if (found !== undefined) return found;
    }
    return undefined;
  };

export type Entry = Omit<FunctionDefinition, "family" | "kind" | "deterministic"> & { readonly deterministic?: boolean };

/** A file's functions, with what they share. */
export const family = (
  name: FunctionDefinition["family"],
  kind: FunctionDefinition["kind"],
  entries: readonly Entry[],
): readonly FunctionDefinition[] => entries.map((entry) => ({ deterministic: true, ...entry, family: name, kind }));
