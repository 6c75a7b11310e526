// ProtoFile → the text that is kept. Without comments, fields by their number, types by the shortest name: so a file and
// its compiled descriptor (which Python clients send) come out alike. Messages keep their order, because records name
// their type by its place among them. `normalized` also puts imports, options, enum values and reservations in order.
import type { Enum, Field, Message, Option, ProtoFile, Range, Reserved } from "./model.ts";
import { isScalar } from "./types.ts";
import type { Types } from "./types.ts";

export function printProto(file: ProtoFile, types: Types, normalized = false): string {
  return new Printer(file, types, normalized).file();
}

class Printer {
  readonly #file: ProtoFile;
  readonly #types: Types;
  readonly #normalized: boolean;

  constructor(file: ProtoFile, types: Types, normalized: boolean) {
    this.#file = file;
    this.#types = types;
    this.#normalized = normalized;
  }

  file(): string {
    const { syntax, package: space, imports, options, messages, enums, services, extensions } = this.#file;
    const importLines = imports.map(({ path, kind }) => `import ${kind === "" ? "" : `${kind} `}"${path}";`);
    const parts = [
      [/^\d/.test(syntax) ? `edition = "${syntax}";` : `syntax = "${syntax}";`, ...(space === "" ? [] : [`package ${space};`])],
      this.#normalized ? importLines.sort() : importLines,
      this.#ordered(options).map(optionLine),
      ...extensions.map(({ extended, fields }) => [
        `extend ${this.#type(extended, space)} {`,
        ...indented(this.#fields(fields, space)),
        "}",
      ]),
      ...messages.map((message) => this.#message(message, space)),
      ...enums.map((part) => this.#enum(part)),
      ...services.map((service) => [
        `service ${service.name} {`,
        ...indented(this.#ordered(service.options).map(optionLine)),
        ...indented(
          service.methods.flatMap(({ name, input, output, inputStreams, outputStreams, options: own }) => {
            const [from, to] = [this.#type(input, space), this.#type(output, space)];
            const head = `rpc ${name} (${inputStreams ? "stream " : ""}${from}) returns (${outputStreams ? "stream " : ""}${to})`;
            return own.length === 0 ? [`${head};`] : [`${head} {`, ...indented(this.#ordered(own).map(optionLine)), "}"];
          }),
        ),
        "}",
      ]),
    ];
    return `${parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n")}\n`;
  }

  #message(message: Message, outer: string, head = `message ${message.name} {`): string[] {
    const scope = outer === "" ? message.name : `${outer}.${message.name}`;
    const groups = new Set(message.fields.filter(({ isGroup }) => isGroup).map(({ type }) => type));
    const plain = message.fields.filter(({ oneof }) => oneof === undefined);
    const oneofs = message.oneofs
      .map((oneof) => ({ ...oneof, fields: byNumber(message.fields.filter((field) => field.oneof === oneof.name)) }))
      .sort((a, b) => (a.fields[0]?.number ?? 0) - (b.fields[0]?.number ?? 0));
    const body = [
      ...this.#ordered(message.options).map(optionLine),
      ...this.#reserved(message.reserved),
      ...message.extensionRanges.map((range) => `extensions ${rangeText(range)};`),
      ...this.#fields(plain, scope, message.messages),
      ...oneofs.flatMap(({ name, options, fields }) => [
        `oneof ${name} {`,
        ...indented([...this.#ordered(options).map(optionLine), ...this.#fields(fields, scope, message.messages)]),
        "}",
      ]),
      ...message.extensions.flatMap(({ extended, fields }) => [
        `extend ${this.#type(extended, scope)} {`,
        ...indented(this.#fields(fields, scope)),
        "}",
      ]),
      ...message.messages.filter(({ name }) => !groups.has(name)).flatMap((nested) => this.#message(nested, scope)),
      ...message.enums.flatMap((nested) => this.#enum(nested)),
    ];
    return [head, ...indented(body), "}"];
  }

  #fields(fields: readonly Field[], scope: string, groups: readonly Message[] = []): string[] {
    return byNumber(fields).flatMap((field) => {
      const { label, name, number, mapKey, options } = field;
      const inline =
        options.length === 0
          ? ""
          : ` [${this.#ordered(options)
              .map((option) => `${option.name} = ${option.value}`)
              .join(", ")}]`;
      const group = field.isGroup ? groups.find((message) => message.name === field.type) : undefined;
      const labelled = label === "" ? "" : `${label} `;
      if (group !== undefined) return this.#message(group, scope, `${labelled}group ${group.name} = ${number}${inline} {`);
      const type = this.#type(field.type, scope);
      return [`${labelled}${mapKey === undefined ? type : `map<${mapKey}, ${type}>`} ${name} = ${number}${inline};`];
    });
  }

  #enum({ name, values, reserved, options }: Enum): string[] {
    // In proto3 zero comes first; after it the order has no meaning.
    const ordered = this.#normalized
      ? values.toSorted((a, b) => Number(b.number === 0) - Number(a.number === 0) || a.number - b.number)
      : values;
    const body = ordered.map((value) => {
      const inline = this.#ordered(value.options).map((option) => `${option.name} = ${option.value}`);
      return `${value.name} = ${value.number}${inline.length === 0 ? "" : ` [${inline.join(", ")}]`};`;
    });
    return [`enum ${name} {`, ...indented([...this.#ordered(options).map(optionLine), ...this.#reserved(reserved), ...body]), "}"];
  }

  #reserved({ ranges, names }: Reserved): string[] {
    const lines: string[] = [];
    const [orderedRanges, orderedNames] = this.#normalized
      ? [ranges.toSorted((a, b) => a.from - b.from), names.toSorted()]
      : [ranges, names];
    if (ranges.length > 0) lines.push(`reserved ${orderedRanges.map(rangeText).join(", ")};`);
    if (names.length > 0) lines.push(`reserved ${orderedNames.map((name) => JSON.stringify(name)).join(", ")};`);
    return lines;
  }

  #ordered(options: readonly Option[]): readonly Option[] {
    return this.#normalized ? options.toSorted((a, b) => (a.name < b.name ? -1 : 1)) : options;
  }

  #type(type: string, scope: string): string {
    const full = isScalar(type) ? undefined : this.#types.resolve(type, scope);
    return full === undefined ? type : this.#types.shortest(full, scope, this.#file.package);
  }
}

const byNumber = (fields: readonly Field[]): Field[] => fields.toSorted((a, b) => a.number - b.number);
const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
const optionLine = ({ name, value }: Option): string => `option ${name} = ${value};`;
const rangeText = ({ from, to }: Range): string => {
  if (from === to) return String(from);
  return `${from} to ${to === 536_870_911 || to === 2_147_483_647 ? "max" : to}`;
};
