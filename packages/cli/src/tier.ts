// `--tier`: a folder, or `s3://bucket/prefix` with the rest from the environment, since secrets on a command line are seen by
// everyone on the machine.
import { resolve } from "node:path";
import type { TierOptions } from "@millrace/log";
import { cliErrors } from "./errors.ts";

export function tierOptions(place: string, environment: Readonly<Record<string, string | undefined>>): TierOptions {
  if (!place.startsWith("s3://")) return { kind: "folder", path: resolve(place) };
  const [, bucket, prefix] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined) throw cliErrors.optionValue("tier", place, "a folder or s3://bucket/prefix");
  const needed = (name: string): string => {
    const value = environment[name] ?? "";
    if (value === "") throw cliErrors.variableMissing("tier", name);
    return value;
  };
  const region = environment["MILLRACE_S3_REGION"] ?? "us-east-1";
  const endpoint = environment["MILLRACE_S3_ENDPOINT"] ?? `https://s3.${region}.amazonaws.com`;
  const accessKeyId = needed("MILLRACE_S3_ACCESS_KEY_ID");
  const secretAccessKey = needed("MILLRACE_S3_SECRET_ACCESS_KEY");
  return { kind: "s3", endpoint, bucket, prefix, region, accessKeyId, secretAccessKey };
}
