// How one side of a mirror is spoken to: TLS, and who logs in.
import { readFileSync } from "node:fs";
import type { ClusterSecurity } from "@millrace/kafka/client";
import { cliErrors } from "../errors.ts";

export interface SideOptions {
  readonly tls?: boolean | undefined;
  readonly ca?: string | undefined;
  readonly user?: string | undefined;
  readonly mechanism: string;
}

const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

export function sideSecurity(
  side: "from" | "to",
  { tls, ca, user, mechanism: wanted }: SideOptions,
  environment: Readonly<Record<string, string | undefined>>,
): ClusterSecurity {
  const mechanism = mechanisms.find((one) => one === wanted.toUpperCase());
  if (mechanism === undefined) throw cliErrors.optionValue(`${side}-mechanism`, wanted, mechanisms.join(", "));
  const variable = `MILLRACE_${side.toUpperCase()}_PASSWORD`;
  const password = environment[variable];
  if (user !== undefined && password === undefined) throw cliErrors.passwordMissing(side, variable);
  return {
    ...(tls === true || ca !== undefined ? { tls: ca === undefined ? {} : { ca: readCertificates(ca) } } : {}),
    ...(user === undefined ? {} : { sasl: { mechanism, username: user, password: password! } }),
  };
}

function readCertificates(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw cliErrors.fileUnreadable(path, (thrown as Error).message);
  }
}
