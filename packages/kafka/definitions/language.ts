// The words that the definitions are written in. A message is a list of fields in wire order; a field is one line:
//
//   name: "TYPE[?] [VERSIONS] [null VERSIONS] [tag N] [plain] [as NAME] [= DEFAULT]"
//
// TYPE is bool, int8, int16, uint16, int32, int64, float64, string, bytes, records, uuid, or `[TYPE]` for an array of
// them; `?` may be null in every version, `null 2+` from version 2 on. VERSIONS is `3`, `3+` or `3-8`; left out, the
// field is in every version. `tag N` makes a tagged field (flexible versions only); `plain` keeps the old encoding in
// flexible versions (one field of the request header). `as NAME`: Kafka's JSON has another name for the field.
// `= DEFAULT` is the value in versions without the field; such fields may be left out when encoding. Arrays of structs
// and single structs name their type: list("Topic", {...}). `flexible` is the first version with compact lengths and
// tagged fields (KIP-482); "never" where there is none.

export type Notes = string;

export interface Nested {
  readonly shape: "list" | "struct";
  readonly type: string;
  readonly fields: Fields;
  readonly notes: Notes;
}

export interface Fields {
  readonly [name: string]: Notes | Nested;
}

export interface MessageDefinition {
  readonly name: string;
  readonly versions: string;
  readonly flexible: number | "never";
  readonly fields: Fields;
}

export interface ApiDefinition {
  readonly key: number;
  readonly name: string;
  readonly versions: string;
  readonly flexible: number | "never";
  readonly request: Fields;
  readonly response: Fields;
}

/** An array of structs; `type` names one element. */
export const list = (type: string, fields: Fields, notes: Notes = ""): Nested => ({ shape: "list", type, fields, notes });

/** One struct. Nullable structs carry a byte in front: -1 null, 1 present. */
export const struct = (type: string, fields: Fields, notes: Notes = ""): Nested => ({ shape: "struct", type, fields, notes });
