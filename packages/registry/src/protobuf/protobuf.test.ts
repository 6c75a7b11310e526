// The compatibility cases follow "Updating A Message Type" of the Protocol Buffers guide, with the names that Confluent's
// registry gives the differences.
import { describe, expect, it } from "vitest";
import { protobufFormat } from "./format.ts";

const parse = (text: string, references: { name: string; text: string }[] = []) => protobufFormat.parse(text, references);
const proto3 = (body: string): string => `syntax = "proto3";\n${body}`;
const message = (body: string): string => proto3(`message M { ${body} }`);

const everything = `// A comment.
syntax = "proto3";
package shop.v1;
import public "other.proto";
import "google/protobuf/timestamp.proto";
option java_package = "com.shop"
  ".v1";
option optimize_for = SPEED;
message Order {
  option deprecated = true;
  reserved 5, 10 to 12, 100 to max;
  reserved "old", 'older';
  message Line { int32 count = 1; Other other = 2; }
  enum State { STATE_NONE = 0; STATE_OPEN = 1; }
  oneof payment { string card = 7; int64 cash = 8; }
  repeated Line lines = 2 [json_name = "theLines"];
  string id = 1;
  optional State state = 3;
  map<string, google.protobuf.Timestamp> seen = 4; /* c */
  .shop.v1.Order parent = 6;
}
service Orders { rpc Get (Order) returns (stream Order); rpc Put (stream Order) returns (Order) { option deprecated = true; } }
`;
const other = { name: "other.proto", text: 'syntax = "proto3"; package shop.v1; message Other { bool yes = 1; }' };

describe("a Protobuf schema", () => {
  it("is printed without comments, by field numbers, with the shortest names", () => {
    expect(parse(everything, [other]).canonical).toBe(`syntax = "proto3";
package shop.v1;

import public "other.proto";
import "google/protobuf/timestamp.proto";

option java_package = "com.shop.v1";
option optimize_for = SPEED;

message Order {
  option deprecated = true;
  reserved 5, 10 to 12, 100 to max;
  reserved "old", "older";
  string id = 1;
  repeated Order.Line lines = 2 [json_name = "theLines"];
  optional Order.State state = 3;
  map<string, google.protobuf.Timestamp> seen = 4;
  Order parent = 6;
  oneof payment {
    string card = 7;
    int64 cash = 8;
  }
  message Line {
    int32 count = 1;
    Other other = 2;
  }
  enum State {
    STATE_NONE = 0;
    STATE_OPEN = 1;
  }
}

service Orders {
  rpc Get (Order) returns (stream Order);
  rpc Put (stream Order) returns (Order) {
    option deprecated = true;
  }
}
`);
  });

  it("is the same from its text, from what was printed, and from its descriptor", () => {
    const parsed = parse(everything, [other]);
    expect(parse(parsed.canonical, [other]).canonical).toBe(parsed.canonical);
    expect(parse(parsed.formatted("serialized"), [other]).canonical).toBe(parsed.canonical);
  });

  it("keeps proto2: labels, groups, extensions, defaults", () => {
    const text = `syntax = "proto2";\n\nimport "google/protobuf/descriptor.proto";\n\nextend google.protobuf.FieldOptions {\n  optional string hint = 50000;\n}\n\nmessage M {\n  extensions 100 to 199;\n  required int32 a = 1 [default = -3];\n  optional string b = 2 [default = "x\\n", (hint) = "h"];\n  repeated group Item = 3 {\n    optional bool yes = 1;\n  }\n  optional E e = 4 [default = TWO];\n}\n\nenum E {\n  option allow_alias = true;\n  ONE = 1;\n  TWO = 2;\n  ZWEI = 2;\n}\n`;
    expect(parse(text).canonical).toBe(text);
    // Options of someone's own are not in the descriptor.
    expect(parse(parse(text).formatted("serialized")).canonical).toBe(text.replace(', (hint) = "h"', ""));
  });

  it("is normalized: imports, options, values and reservations in order", () => {
    const one =
      'syntax = "proto3"; import "b.proto"; import "a.proto"; enum E { A = 0; C = 2; B = 1; } message M { reserved 9, 3; int32 a = 1 [packed = true, deprecated = true]; }';
    const two =
      'syntax = "proto3"; import "a.proto"; import "b.proto"; enum E { A = 0; B = 1; C = 2; } message M { reserved 3, 9; int32 a = 1 [deprecated = true, packed = true]; }';
    const references = ["a", "b"].map((name) => ({ name: `${name}.proto`, text: `syntax = "proto3"; message ${name.toUpperCase()}x {}` }));
    expect(parse(one, references).canonical).not.toBe(parse(two, references).canonical);
    expect(parse(one, references).normalized()).toBe(parse(two, references).normalized());
  });

  it.each([
    ["no text of it", "{}"],
    ["no descriptor", "AAAA"],
    ["cut off", proto3("message M {")],
    ["of an unknown syntax", 'syntax = "proto4";'],
    ["with a number twice", message("int32 a = 1; int32 b = 1;")],
    ["with a name twice", message("int32 a = 1; int32 a = 2;")],
    ["with number 0", message("int32 a = 0;")],
    ["with a number of protoc's own", message("int32 a = 19000;")],
    ["with a reserved number", message("reserved 1 to 3; int32 a = 2;")],
    ["with a reserved name", message('reserved "a"; int32 a = 2;')],
    ["with an unknown type", message("Nothing a = 1;")],
    ["with an unknown import", proto3('import "none.proto";')],
    ["with a type twice", proto3("message M {} message M {}")],
    ["with a map of lists", message("map<float, string> a = 1;")],
    ["with a required field", message("required int32 a = 1;")],
    ["with an enum that does not begin with 0", proto3("enum E { A = 1; }")],
    ["with an enum without values", proto3("enum E { }")],
    ["with a method of nothing", proto3("service S { rpc A (X) returns (X); }")],
    ["proto2 without labels", 'syntax = "proto2"; message M { int32 a = 1; }'],
    ["nested without an end", proto3("message M {".repeat(100))],
  ])("is refused when it is %s", (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "registry.schema-invalid" }));
  });
});

describe("records of one Protobuf schema, read with another", () => {
  const kinds = (reader: string, writer: string): string[] =>
    parse(reader)
      .incompatibilities(parse(writer))
      .map(({ kind, path }) => `${kind} ${path}`);

  it.each<[string, string, string, string[]]>([
    ["a field is added", message("int32 a = 1; string b = 2;"), message("int32 a = 1;"), []],
    ["a field is removed", message(""), message("int32 a = 1;"), []],
    ["a field is renamed", message("int32 b = 1;"), message("int32 a = 1;"), []],
    ["int32 becomes int64", message("int64 a = 1;"), message("int32 a = 1;"), []],
    ["int32 becomes an enum", message("E a = 1; enum E { Z = 0; }"), message("int32 a = 1;"), []],
    ["int32 becomes sint32", message("sint32 a = 1;"), message("int32 a = 1;"), ["FIELD_SCALAR_KIND_CHANGED #/M/1"]],
    ["a string becomes bytes", message("bytes a = 1;"), message("string a = 1;"), []],
    ["fixed32 becomes sfixed32", message("sfixed32 a = 1;"), message("fixed32 a = 1;"), []],
    ["float becomes double", message("double a = 1;"), message("float a = 1;"), ["FIELD_SCALAR_KIND_CHANGED #/M/1"]],
    ["a number becomes a message", message("M a = 1;"), message("int32 a = 1;"), ["FIELD_KIND_CHANGED #/M/1"]],
    ["a field becomes a map", message("map<string, int32> a = 1;"), message("string a = 1;"), ["FIELD_KIND_CHANGED #/M/1"]],
    [
      "a map's value changes",
      message("map<string, int32> a = 1;"),
      message("map<string, float> a = 1;"),
      ["FIELD_SCALAR_KIND_CHANGED #/M/1"],
    ],
    ["a number becomes a list", message("repeated int32 a = 1;"), message("int32 a = 1;"), ["FIELD_NUMERIC_LABEL_CHANGED #/M/1"]],
    ["a text becomes a list", message("repeated string a = 1;"), message("string a = 1;"), []],
    [
      "a field's message changes",
      proto3("message M { B x = 1; } message A {} message B {}"),
      proto3("message M { A x = 1; } message A {} message B {}"),
      ["FIELD_NAMED_TYPE_CHANGED #/M/1"],
    ],
    ["a message is removed", proto3("message M {}"), proto3("message M {} message N {}"), ["MESSAGE_REMOVED #/N"]],
    ["a nested message is removed", message(""), message("message N {}"), ["MESSAGE_REMOVED #/M/N"]],
    ["messages change places", proto3("message N {} message M {}"), proto3("message M {} message N {}"), []],
    ["an enum is removed", proto3("message M {}"), proto3("message M {} enum E { Z = 0; }"), []],
    ["the package changes", proto3("package b; message M {}"), proto3("package a; message M {}"), ["PACKAGE_CHANGED #/"]],
    ["a field moves into a new oneof", message("oneof o { int32 a = 1; string c = 3; }"), message("int32 a = 1;"), []],
    [
      "two fields move into a oneof",
      message("oneof o { int32 a = 1; int32 b = 2; }"),
      message("int32 a = 1; int32 b = 2;"),
      ["MULTIPLE_FIELDS_MOVED_TO_ONEOF #/M/o"],
    ],
    [
      "a field moves into a oneof that was there",
      message("oneof o { int32 a = 1; int32 b = 2; }"),
      message("int32 a = 1; oneof o { int32 b = 2; }"),
      ["FIELD_MOVED_TO_EXISTING_ONEOF #/M/o"],
    ],
    ["a field leaves its oneof", message("int32 a = 1; oneof o { int32 b = 2; }"), message("oneof o { int32 a = 1; int32 b = 2; }"), []],
    [
      "a oneof loses a field",
      message("oneof o { int32 b = 2; }"),
      message("oneof o { int32 a = 1; int32 b = 2; }"),
      ["ONEOF_FIELD_REMOVED #/M/o/1"],
    ],
    [
      "a field in a oneof changes its type",
      message("oneof p { float a = 1; }"),
      message("oneof o { int32 a = 1; }"),
      ["FIELD_SCALAR_KIND_CHANGED #/M/1"],
    ],
    [
      "a required field is added",
      'syntax = "proto2"; message M { required int32 a = 1; }',
      'syntax = "proto2"; message M {}',
      ["REQUIRED_FIELD_ADDED #/M/1"],
    ],
    [
      "a required field is removed",
      'syntax = "proto2"; message M {}',
      'syntax = "proto2"; message M { required int32 a = 1; }',
      ["REQUIRED_FIELD_REMOVED #/M/1"],
    ],
  ])("%s", (_what, reader, writer, expected) => expect(kinds(reader, writer)).toEqual(expected));

  it("looks into messages of imported files", () => {
    const file = proto3('import "other.proto"; message M { Other o = 1; }');
    const [now, before] = ["string", "int32"].map((type) =>
      parse(file, [{ name: "other.proto", text: proto3(`message Other { ${type} a = 1; }`) }]),
    );
    expect(now!.incompatibilities(before!).map(({ kind }) => kind)).toEqual(["FIELD_SCALAR_KIND_CHANGED", "FIELD_NAMED_TYPE_CHANGED"]);
  });
});
