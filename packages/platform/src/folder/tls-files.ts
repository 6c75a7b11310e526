// Certificate, key and authorities of the Kafka port, read from PEM files, and again when one of them changed: renewing
// a certificate needs no restart. Files that cannot be used then are said, and the old certificate stays.
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { TlsMaterial } from "@millrace/kafka";
import { errors } from "../errors.ts";

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Who vouches for clients' certificates. */
  readonly ca?: string | undefined;
}

const lookEveryMs = 5_000;

export function readTlsFiles({ cert, key, ca }: TlsFiles): TlsMaterial {
  return { cert: read(cert), key: read(key), ...(ca === undefined ? {} : { ca: read(ca) }) };
}

/** Calls `changed` with new material; returns how to stop. */
export function watchTlsFiles(files: TlsFiles, changed: (material: TlsMaterial) => void, failed: (error: unknown) => void): () => void {
  const paths = [files.cert, files.key, files.ca].filter((path) => path !== undefined);
  const look = (): void => {
    try {
      changed(readTlsFiles(files));
    } catch (error) {
      failed(error);
    }
  };
  for (const path of paths) watchFile(path, { interval: lookEveryMs, persistent: false }, look);
  return () => {
    for (const path of paths) unwatchFile(path, look);
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw errors.tlsFileUnreadable.with({ cause }, path, (cause as { code?: string }).code ?? String(cause));
  }
}
