import { expect, it } from "vitest";
import { tierOptions } from "./tier.ts";

const keys = { MILLRACE_S3_ACCESS_KEY_ID: "id", MILLRACE_S3_SECRET_ACCESS_KEY: "secret" };
const codeOf = (place: string, environment: Record<string, string>): unknown => {
  try {
    return tierOptions(place, environment);
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
};

it("reads --tier as a folder or a bucket, and the keys from the environment", () => {
  expect(tierOptions("/mnt/tier", {})).toEqual({ kind: "folder", path: "/mnt/tier" });
  expect(tierOptions("s3://logs/a/b", { ...keys, MILLRACE_S3_REGION: "eu-central-1" })).toEqual({
    kind: "s3",
    endpoint: "https://s3.eu-central-1.amazonaws.com",
    bucket: "logs",
    prefix: "a/b",
    region: "eu-central-1",
    accessKeyId: "id",
    secretAccessKey: "secret",
  });
});

it("refuses what is no bucket (cli.option-value), and missing keys (cli.variable-missing)", () => {
  expect(codeOf("s3://", keys)).toBe("cli.option-value");
  expect(codeOf("s3://logs", { MILLRACE_S3_ACCESS_KEY_ID: "id" })).toBe("cli.variable-missing");
});
