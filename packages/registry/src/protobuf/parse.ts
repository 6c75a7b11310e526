// .proto text → ProtoFile, by the grammar of the Protocol Buffers language (proto2, proto3, editions). By hand, because
// what is parsed is printed again: libraries lose which option values were quoted.
import { errors } from "../errors.ts";
import { enumNumberMost, fieldNumberMost } from "./model.ts";
import type {
  Enum,
  EnumValue,
  Extension,
  Field,
  Import,
  Message,
  Method,
  Oneof,
  Option,
  ProtoFile,
  Range,
  Reserved,
  Service,
} from "./model.ts";
import { tokensOf, unquoted } from "./tokens.ts";
import type { Token } from "./tokens.ts";

export function parseProto(text: string): ProtoFile {
  return new Parser(tokensOf(text)).file();
}

type Filling<Whole> = { -readonly [Part in keyof Whole]: Whole[Part] extends readonly (infer Item)[] ? Item[] : Whole[Part] };
const labels: ReadonlySet<string> = new Set(["optional", "required", "repeated"]);
const nestingMost = 64;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  file(): ProtoFile {
    let syntax = "proto2";
    let name = "";
    const imports: Import[] = [];
    const options: Option[] = [];
    const messages: Message[] = [];
    const enums: Enum[] = [];
    const services: Service[] = [];
    const extensions: Extension[] = [];
    while (this.#at < this.#tokens.length) {
      const word = this.#next().text;
      if (word === "syntax" || word === "edition") syntax = this.#versionOf();
      else if (word === "import") imports.push(this.#import());
      else if (word === "package") {
        name = this.#word("a package");
        this.#expect(";");
      } else if (word === "option") options.push(this.#option());
      else if (word === "message") messages.push(this.#message(this.#word("a message")));
      else if (word === "enum") enums.push(this.#enum());
      else if (word === "service") services.push(this.#service());
      else if (word === "extend") extensions.push(this.#extension(messages));
      else if (word !== ";") this.#fail(`"${word}" begins nothing here`);
    }
    return { syntax, package: name, imports, options, messages, enums, services, extensions };
  }

  #versionOf(): string {
    this.#expect("=");
    const version = unquoted(this.#string());
    this.#expect(";");
    if (!/^(proto2|proto3|20\d\d)$/.test(version)) this.#fail(`the syntax "${version}" is not known`);
    return version;
  }

  #import(): Import {
    const kind = this.#peek() === "public" || this.#peek() === "weak" ? (this.#next().text as "public" | "weak") : "";
    const path = unquoted(this.#string());
    this.#expect(";");
    return { path, kind };
  }

  #message(name: string): Message {
    if (++this.#depth > nestingMost) this.#fail(`messages stand deeper than ${nestingMost} in one another`);
    const message: Filling<Message> = {
      name,
      fields: [],
      oneofs: [],
      messages: [],
      enums: [],
      extensions: [],
      reserved: { ranges: [], names: [] },
      extensionRanges: [],
      options: [],
    };
    this.#expect("{");
    while (!this.#took("}")) this.#member(message);
    this.#depth--;
    return message;
  }

  #member(message: Filling<Message>): void {
    if (this.#took(";")) return;
    // A field may be of a type that is named like a keyword: what follows tells.
    const [word, after] = [this.#peek(), this.#tokens[this.#at + 2]?.text];
    if (word === "message" && after === "{") return void (this.#skip(), message.messages.push(this.#message(this.#word("a message"))));
    if (word === "enum" && after === "{") return void (this.#skip(), message.enums.push(this.#enum()));
    if (word === "oneof" && after === "{") return (this.#skip(), this.#oneof(message));
    if (word === "extend" && after === "{") return void (this.#skip(), message.extensions.push(this.#extension(message.messages)));
    if (word === "option") return void (this.#skip(), message.options.push(this.#option()));
    if (word === "extensions") return (this.#skip(), this.#extensions(message));
    if (word === "reserved") return void (this.#skip(), (message.reserved = this.#reserved(message.reserved, fieldNumberMost)));
    message.fields.push(this.#field(message.messages, undefined));
  }

  #field(groups: Message[], oneof: string | undefined): Field {
    const label = oneof === undefined && labels.has(this.#peek()) ? (this.#next().text as Field["label"]) : "";
    if (this.#peek() === "map" && this.#tokens[this.#at + 1]?.text === "<") return this.#mapField(label);
    if (this.#peek() === "group") return this.#group(label, oneof, groups);
    const type = this.#type();
    const name = this.#word("a field");
    return { label, type, mapKey: undefined, name, oneof, isGroup: false, ...this.#numberAndOptions() };
  }

  #mapField(label: Field["label"]): Field {
    if (label !== "") this.#fail("a map field has no label");
    this.#skip();
    this.#expect("<");
    const mapKey = this.#type();
    this.#expect(",");
    const type = this.#type();
    this.#expect(">");
    const name = this.#word("a field");
    return { label, type, mapKey, name, oneof: undefined, isGroup: false, ...this.#numberAndOptions() };
  }

  #group(label: Field["label"], oneof: string | undefined, groups: Message[]): Field {
    this.#skip();
    const type = this.#word("a group");
    this.#expect("=");
    const number = this.#integer();
    const options = this.#inlineOptions();
    groups.push(this.#message(type));
    return { label, type, mapKey: undefined, name: type.toLowerCase(), number, oneof, options, isGroup: true };
  }

  #numberAndOptions(): Pick<Field, "number" | "options"> {
    this.#expect("=");
    const number = this.#integer();
    const options = this.#inlineOptions();
    this.#expect(";");
    return { number, options };
  }

  #oneof(message: Filling<Message>): void {
    const name = this.#word("a oneof");
    const oneof: Filling<Oneof> = { name, options: [] };
    this.#expect("{");
    while (!this.#took("}")) {
      if (this.#took(";")) continue;
      if (this.#peek() === "option") {
        this.#skip();
        oneof.options.push(this.#option());
      } else message.fields.push(this.#field(message.messages, name));
    }
    message.oneofs.push(oneof);
  }

  #enum(): Enum {
    const name = this.#word("an enum");
    const values: EnumValue[] = [];
    const options: Option[] = [];
    let reserved: Reserved = { ranges: [], names: [] };
    this.#expect("{");
    while (!this.#took("}")) {
      if (this.#took(";")) continue;
      const isValue = this.#tokens[this.#at + 1]?.text === "=";
      if (!isValue && this.#peek() === "option") {
        this.#skip();
        options.push(this.#option());
      } else if (!isValue && this.#peek() === "reserved") {
        this.#skip();
        reserved = this.#reserved(reserved, enumNumberMost);
      } else values.push({ name: this.#word("an enum value"), ...this.#numberAndOptions() });
    }
    return { name, values, reserved, options };
  }

  #service(): Service {
    const name = this.#word("a service");
    const methods: Method[] = [];
    const options: Option[] = [];
    this.#expect("{");
    while (!this.#took("}")) {
      if (this.#took(";")) continue;
      const word = this.#next().text;
      if (word === "option") options.push(this.#option());
      else if (word === "rpc") methods.push(this.#method());
      else this.#fail(`"${word}" begins nothing in a service`);
    }
    return { name, methods, options };
  }

  #method(): Method {
    const name = this.#word("a method");
    const [input, inputStreams] = this.#methodType();
    if (this.#next().text !== "returns") this.#fail(`the method ${name} returns nothing`);
    const [output, outputStreams] = this.#methodType();
    const options: Option[] = [];
    if (this.#took("{")) {
      while (!this.#took("}")) {
        if (this.#took(";")) continue;
        if (this.#next().text !== "option") this.#fail("only options stand in a method");
        options.push(this.#option());
      }
    } else this.#expect(";");
    return { name, input, output, inputStreams, outputStreams, options };
  }

  #methodType(): [type: string, streams: boolean] {
    this.#expect("(");
    const streams = this.#peek() === "stream" && this.#tokens[this.#at + 1]?.text !== ")";
    if (streams) this.#skip();
    const type = this.#type();
    this.#expect(")");
    return [type, streams];
  }

  #extension(groups: Message[]): Extension {
    const extended = this.#type();
    const fields: Field[] = [];
    this.#expect("{");
    while (!this.#took("}")) if (!this.#took(";")) fields.push(this.#field(groups, undefined));
    return { extended, fields };
  }

  #extensions(message: Filling<Message>): void {
    do message.extensionRanges.push(this.#range(fieldNumberMost));
    while (this.#took(","));
    // Declarations of extensions say nothing about data.
    this.#inlineOptions();
    this.#expect(";");
  }

  #reserved(before: Reserved, most: number): Reserved {
    const ranges = [...before.ranges];
    const names = [...before.names];
    do {
      const token = this.#tokens[this.#at];
      if (token?.kind === "string") names.push(unquoted(this.#string()));
      else if (token?.kind === "word") names.push(this.#word("a reserved name"));
      else ranges.push(this.#range(most));
    } while (this.#took(","));
    this.#expect(";");
    return { ranges, names };
  }

  #range(most: number): Range {
    const from = this.#integer();
    if (this.#peek() !== "to") return { from, to: from };
    this.#skip();
    if (this.#peek() !== "max") return { from, to: this.#integer() };
    this.#skip();
    return { from, to: most };
  }

  #inlineOptions(): Option[] {
    const options: Option[] = [];
    if (!this.#took("[")) return options;
    do options.push(this.#nameAndValue());
    while (this.#took(","));
    this.#expect("]");
    return options;
  }

  #option(): Option {
    const option = this.#nameAndValue();
    this.#expect(";");
    return option;
  }

  #nameAndValue(): Option {
    let name = "";
    while (this.#peek() !== "=") {
      const token = this.#next();
      if (token.kind !== "word" && !["(", ")", "."].includes(token.text)) this.#fail(`"${token.text}" is no name of an option`);
      name += token.text;
    }
    this.#expect("=");
    return { name, value: this.#value() };
  }

  #value(): string {
    if (this.#peek() === "{") return this.#aggregate();
    if (this.#tokens[this.#at]?.kind === "string") return this.#string();
    const sign = this.#took("-") ? "-" : "";
    if (sign === "" && this.#took("+")) return this.#next().text;
    return `${sign}${this.#next().text}`;
  }

  /** A message literal, kept as its tokens. */
  #aggregate(): string {
    const words: string[] = [];
    let depth = 0;
    do {
      const token = this.#next();
      if (token.text === "{") depth++;
      if (token.text === "}") depth--;
      words.push(token.text);
    } while (depth > 0);
    return words.join(" ");
  }

  #type(): string {
    const rooted = this.#took(".") ? "." : "";
    return rooted + this.#word("a type");
  }

  #string(): string {
    let whole = "";
    while (this.#tokens[this.#at]?.kind === "string") whole += this.#next().text.slice(1, -1);
    if (this.#tokens[this.#at - 1]?.kind !== "string") this.#fail("a text in quotes belongs here");
    return `"${whole}"`;
  }

  #word(what: string): string {
    const token = this.#next();
    if (token.kind !== "word") this.#fail(`"${token.text}" is no name of ${what}`);
    return token.text;
  }

  #integer(): number {
    const negative = this.#took("-");
    const token = this.#next();
    const octal = /^0[0-7]+$/.test(token.text);
    const value = octal ? Number.parseInt(token.text, 8) : Number(token.text);
    if (token.kind !== "number" || !Number.isInteger(value)) this.#fail(`"${token.text}" is no whole number`);
    return negative ? -value : value;
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? "";
  }

  #skip(): void {
    this.#at++;
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw errors.schemaInvalid("the text ends too early");
    return token;
  }

  #took(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "symbol" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    const token = this.#tokens[this.#at];
    if (!this.#took(text))
      this.#fail(token === undefined ? `"${text}" is missing at the end` : `"${token.text}" stands where "${text}" belongs`, 0);
  }

  #fail(reason: string, back = 1): never {
    const line = this.#tokens[Math.min(this.#at - back, this.#tokens.length - 1)]?.line ?? 1;
    throw errors.schemaInvalid(`line ${line}: ${reason}`);
  }
}
