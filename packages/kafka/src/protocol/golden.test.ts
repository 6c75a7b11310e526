// Frames as real clients sent them (caught between the client and a broker, without the length in front): decoding
// reads every byte, and encoding what was decoded gives the same bytes.
import { ByteReader, ByteWriter } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { apis, decodeProduceRequest, decodeRequestHeader, encodeRequestHeader } from "../generated/index.ts";

interface AnyCodec {
  readonly key: number;
  readonly name: string;
  readonly flexibleFrom: number;
  decodeRequest(reader: ByteReader, version: number): unknown;
  encodeRequest(writer: ByteWriter, value: unknown, version: number): void;
}

const byName = new Map((apis as unknown as readonly AnyCodec[]).map((api) => [api.name, api]));

const librdkafka: readonly (readonly [name: string, hex: string])[] = [
  ["ApiVersions", "0012000300000001000772646b61666b61000b6c696272646b61666b6106322e302e3200"],
  ["Metadata", "0003000400000002000772646b61666b610000000100016701"],
  [
    "Produce",
    "0000000700000003000772646b61666b61ffffffff000075300000000100016700000001000000000000005700000000000000000000004b0000000002478cd911000000000001000001a1fcccbe54000001a1fcccbe54ffffffffffffffffffffffffffff0000000218000000026b0a68656c6c6f0018000002026a0a776f726c6400",
  ],
  ["ListOffsets", "0002000200000004000772646b61666b61ffffffff01000000010001670000000100000000fffffffffffffffe"],
  [
    "Fetch",
    "0001000b00000005000772646b61666b61ffffffff000001f400000001032000000100000000ffffffff000000010001670000000100000000ffffffff0000000000000000ffffffffffffffff00100000000000000000",
  ],
  ["FindCoordinator", "000a000200000003000772646b61666b61000367727000"],
  [
    "JoinGroup",
    "000b000500000002000772646b61666b6100036772700000afc8000493e00000ffff0008636f6e73756d657200000002000572616e6765000000110001000000010001670000000000000000000a726f756e64726f62696e000000110001000000010001670000000000000000",
  ],
  [
    "SyncGroup",
    "000e000300000005000772646b61666b61000367727000000001002c72646b61666b612d39363439336434372d663938312d343666362d386461342d656466323833333136646533ffff00000001002c72646b61666b612d39363439336434372d663938312d343666362d386461342d65646632383333313664653300000015000000000001000167000000010000000000000000",
  ],
  [
    "Heartbeat",
    "000c000300000006000772646b61666b61000367727000000001002c72646b61666b612d39363439336434372d663938312d343666362d386461342d656466323833333136646533ffff",
  ],
  ["OffsetFetch", "0009000700000007000772646b61666b6100046772700202670200000000000100"],
  [
    "OffsetCommit",
    "0008000700000008000772646b61666b61000367727000000001002c72646b61666b612d39363439336434372d663938312d343666362d386461342d656466323833333136646533ffff0000000100016700000001000000000000000000000002ffffffff0000",
  ],
  [
    "LeaveGroup",
    "000d000100000009000772646b61666b610003677270002c72646b61666b612d39363439336434372d663938312d343666362d386461342d656466323833333136646533",
  ],
  ["InitProducerId", "0016000400000003000772646b61666b610000ffffffffffffffffffffffffffff00"],
];

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

describe("frames of kcat 1.7.1 (librdkafka 2.0.2)", () => {
  for (const [name, hex] of librdkafka) {
    const codec = byName.get(name)!;
    const frame = bytesOf(hex);
    const version = new DataView(frame.buffer).getInt16(2);
    it(`reads and writes ${name} version ${version} byte by byte`, () => {
      const headerVersion = version >= codec.flexibleFrom ? 2 : 1;
      const reader = new ByteReader(frame);
      const header = decodeRequestHeader(reader, headerVersion);
      expect(header).toMatchObject({ apiKey: codec.key, apiVersion: version, clientId: "rdkafka" });
      const value = codec.decodeRequest(reader, version);
      expect(reader.remaining).toBe(0);
      const writer = new ByteWriter();
      encodeRequestHeader(writer, header, headerVersion);
      codec.encodeRequest(writer, value, version);
      expect(Buffer.from(writer.finish()).toString("hex")).toBe(hex);
    });
  }

  it("leaves the records of a produce request where they are", () => {
    const frame = bytesOf(librdkafka.find(([name]) => name === "Produce")![1]);
    const reader = new ByteReader(frame);
    const { apiVersion } = decodeRequestHeader(reader, 1);
    const records = decodeProduceRequest(reader, apiVersion).topics[0]!.partitions[0]!.records!;
    expect(records.buffer).toBe(frame.buffer);
  });
});
