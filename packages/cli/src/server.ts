// Where the running Millrace is, and as whom to ask it. A password comes from a file or from the environment, never from
// the command line, which other users of the machine can read; and it goes in clear to this machine alone.
import { readFileSync } from "node:fs";
import { cliErrors } from "./errors.ts";

export interface Server {
  readonly url: string;
  /** The user's name. */
  readonly as?: string;
  readonly passwordFile?: string;
}

export interface Login {
  readonly name: string;
  readonly password: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const passwordVariable = "MILLRACE_PASSWORD";

/** The `Authorization` of every request, where there is somebody to ask as. */
export function authorizationOf(server: Server, environment: Environment): string | undefined {
  const login = loginOf(server, environment);
  if (login === undefined) return undefined;
  const { protocol, hostname } = urlOf(server.url);
  const isLocal = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  if (protocol !== "https:" && !isLocal && environment["MILLRACE_INSECURE"] !== "yes") throw cliErrors.passwordClear(server.url);
  return `Basic ${Buffer.from(`${login.name}:${login.password}`).toString("base64")}`;
}

export function loginOf({ as, passwordFile }: Omit<Server, "url">, environment: Environment): Login | undefined {
  if (as === undefined) return undefined;
  const password = passwordFile === undefined ? environment[passwordVariable] : read(passwordFile);
  if (password === undefined || password === "") throw cliErrors.loginPasswordMissing(as);
  return { name: as, password };
}

function urlOf(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed === null) throw cliErrors.optionValue("url", url, "an address such as http://127.0.0.1:8080");
  return parsed;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    throw cliErrors.fileUnreadable.with({ cause }, path, (cause as { code?: string }).code ?? String(cause));
  }
}
