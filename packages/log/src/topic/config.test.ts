import { describe, expect, it } from "vitest";
import { codeOf } from "../testing.ts";
import { checkTopicConfig, topicConfigs, topicSettings } from "./config.ts";

describe("topicConfigs", () => {
  it("accepts each default and says what each setting is for", () => {
    for (const [name, config] of Object.entries(topicConfigs)) {
      expect(config.check(config.default), name).toBe(true);
      expect(config.doc.length, name).toBeGreaterThan(10);
    }
  });

  it("refuses unknown names with log.config-unknown and values with log.config-value", () => {
    expect(codeOf(() => checkTopicConfig({ constructor: "1" }))).toBe("log.config-unknown");
    for (const [name, value] of [
      ["segment.bytes", "12"],
      ["segment.bytes", "9999999999"],
      ["retention.ms", "1.5"],
      ["cleanup.policy", "compress"],
      ["min.cleanable.dirty.ratio", "1.5"],
      ["min.cleanable.dirty.ratio", "half"],
      ["message.timestamp.type", "now"],
      ["preallocate", "yes"],
      ["leader.replication.throttled.replicas", "0:"],
      ["flush.messages", "0"],
    ] as const) {
      expect(
        codeOf(() => checkTopicConfig({ [name]: value })),
        name,
      ).toBe("log.config-value");
    }
  });

  it("reads both policies at once", () => {
    expect(topicSettings({ "cleanup.policy": "compact, delete" })).toMatchObject({ compact: true, deleteOld: true });
    expect(topicSettings({})).toMatchObject({ compact: false, deleteOld: true, segmentBytes: 1024 ** 3 });
  });
});
