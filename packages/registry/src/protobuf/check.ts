// What protoc would refuse: numbers and names twice, reserved ones used, types that are not there.
import { errors } from "../errors.ts";
import { fieldNumberMost } from "./model.ts";
import type { Enum, Field, Message, ProtoFile, Reserved } from "./model.ts";
import { isScalar } from "./types.ts";
import type { Types } from "./types.ts";

const invalid = (reason: string): Error => errors.schemaInvalid(reason);
const inside = (scope: string, name: string): string => (scope === "" ? name : `${scope}.${name}`);

export function checkProto(file: ProtoFile, types: Types): void {
  for (const message of file.messages) checkMessage(message, inside(file.package, message.name), file, types);
  for (const part of file.enums) checkEnum(part, file);
  for (const { fields } of file.extensions) for (const field of fields) checkType(field, file.package, types);
  for (const { methods } of file.services) {
    for (const { name, input, output } of methods)
      for (const type of [input, output])
        if (types.resolve(type, file.package) === undefined) throw invalid(`the method ${name} names ${type}, which is not defined`);
  }
}

function checkMessage(message: Message, scope: string, file: ProtoFile, types: Types): void {
  const numbers = new Set<number>();
  const names = new Set<string>();
  for (const field of message.fields) {
    const where = `the field ${field.name} of ${message.name}`;
    if (field.number < 1 || field.number > fieldNumberMost || (field.number >= 19_000 && field.number <= 19_999))
      throw invalid(`${where} has the number ${field.number}, which no field may have`);
    if (numbers.has(field.number)) throw invalid(`${message.name} has the number ${field.number} twice`);
    if (names.has(field.name)) throw invalid(`${message.name} has the field ${field.name} twice`);
    if (isReserved(message.reserved, field.number, field.name)) throw invalid(`${where} is reserved`);
    if (field.label === "required" && file.syntax !== "proto2") throw invalid(`${where} is required, which only proto2 has`);
    if (field.label === "" && file.syntax === "proto2" && field.oneof === undefined && field.mapKey === undefined)
      throw invalid(`${where} has no label, which proto2 asks for`);
    numbers.add(field.number);
    names.add(field.name);
    checkType(field, scope, types);
  }
  for (const nested of message.messages) checkMessage(nested, inside(scope, nested.name), file, types);
  for (const nested of message.enums) checkEnum(nested, file);
  for (const { fields } of message.extensions) for (const field of fields) checkType(field, scope, types);
}

function checkType({ name, type, mapKey }: Field, scope: string, types: Types): void {
  if (mapKey !== undefined && (!isScalar(mapKey) || ["float", "double", "bytes"].includes(mapKey)))
    throw invalid(`the map ${name} has keys of ${mapKey}, which no map may have`);
  if (!isScalar(type) && types.resolve(type, scope) === undefined) throw invalid(`the field ${name} is of ${type}, which is not defined`);
}

function checkEnum({ name, values, reserved, options }: Enum, file: ProtoFile): void {
  if (values.length === 0) throw invalid(`the enum ${name} has no values`);
  if (file.syntax === "proto3" && values[0]!.number !== 0) throw invalid(`the first value of the enum ${name} is not 0`);
  const aliases = options.some((option) => option.name === "allow_alias" && option.value === "true");
  const numbers = new Set<number>();
  for (const value of values) {
    if (numbers.has(value.number) && !aliases) throw invalid(`the enum ${name} has the number ${value.number} twice`);
    if (isReserved(reserved, value.number, value.name)) throw invalid(`the value ${value.name} of ${name} is reserved`);
    numbers.add(value.number);
  }
}

const isReserved = ({ ranges, names }: Reserved, number: number, name: string): boolean =>
  names.includes(name) || ranges.some(({ from, to }) => number >= from && number <= to);
