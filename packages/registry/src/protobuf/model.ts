// A .proto file as plain data: what its text and its descriptor have in common. Types are named as they were written
// until `types.ts` resolves them.

export interface ProtoFile {
  /** `proto2`, `proto3`, or an edition's year. */
  readonly syntax: string;
  readonly package: string;
  readonly imports: readonly Import[];
  readonly options: readonly Option[];
  readonly messages: readonly Message[];
  readonly enums: readonly Enum[];
  readonly services: readonly Service[];
  readonly extensions: readonly Extension[];
}
export interface Import {
  readonly path: string;
  readonly kind: "" | "public" | "weak";
}
/** `value` is written as in a .proto file: strings with their quotes. */
export interface Option {
  readonly name: string;
  readonly value: string;
}
export interface Message {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly oneofs: readonly Oneof[];
  readonly messages: readonly Message[];
  readonly enums: readonly Enum[];
  readonly extensions: readonly Extension[];
  readonly reserved: Reserved;
  readonly extensionRanges: readonly Range[];
  readonly options: readonly Option[];
}
export interface Field {
  readonly label: "" | "optional" | "required" | "repeated";
  /** A scalar, or a name; `map` fields have their value's type here. */
  readonly type: string;
  readonly mapKey: string | undefined;
  readonly name: string;
  readonly number: number;
  readonly oneof: string | undefined;
  readonly options: readonly Option[];
  /** A proto2 group: `type` names the message that stands beside it. */
  readonly isGroup: boolean;
}
export interface Oneof {
  readonly name: string;
  readonly options: readonly Option[];
}
export interface Reserved {
  readonly ranges: readonly Range[];
  readonly names: readonly string[];
}
/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
export interface Enum {
  readonly name: string;
  readonly values: readonly EnumValue[];
  readonly reserved: Reserved;
  readonly options: readonly Option[];
}
export interface EnumValue {
  readonly name: string;
  readonly number: number;
  readonly options: readonly Option[];
}
export interface Service {
  readonly name: string;
  readonly methods: readonly Method[];
  readonly options: readonly Option[];
}
export interface Method {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly inputStreams: boolean;
  readonly outputStreams: boolean;
  readonly options: readonly Option[];
}
export interface Extension {
  readonly extended: string;
  readonly fields: readonly Field[];
}

export const scalars: ReadonlySet<string> = new Set(
  "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes".split(" "),
);
export const fieldNumberMost = 536_870_911;
export const enumNumberMost = 2_147_483_647;
