// `millrace users`: who can log in. Passwords come from the environment, a prompt or standard input, never from the
// command line, which other users of the machine can read.
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { SetUserBody, UserView } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { confirm } from "../confirm.ts";
import { cliErrors } from "../errors.ts";
import { json } from "../output.ts";
import { checkPrivate, type Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

const passwordVariable = "MILLRACE_PASSWORD";

export async function addUser(name: string, options: Common & { readonly allRights?: boolean }): Promise<void> {
  checkPrivate(options.url, process.env);
  const password = await askPassword(name);
  if (password === "") throw cliErrors.passwordEmpty(name);
  const { allRights = false } = options;
  // The environment's password is that of the user who is added.
  const api = new Api(options, { ...process.env, [passwordVariable]: undefined });
  await api.post<UserView>("/users", { name, password, allRights } satisfies SetUserBody);
  if (options.json === true) return json({ name, allRights });
  console.log(`${name} can log in${allRights ? " and may do everything" : ""}`);
}

export async function listUsers(options: Common): Promise<void> {
  const names = (await new Api(options).get<readonly UserView[]>("/users")).map(({ name }) => name);
  if (options.json === true) return json(names);
  console.log(names.length === 0 ? "no users yet: `millrace users add NAME`" : names.join("\n"));
}

export async function removeUser(name: string, options: Common & { readonly yes?: boolean }): Promise<void> {
  if (options.yes !== true) await confirm(`take the password of ${name} away?`);
  await new Api(options).delete(`/users/${encodeURIComponent(name)}`);
  if (options.json === true) return json({ removed: name });
  console.log(`${name} can no longer log in; open connections stay`);
}

async function askPassword(name: string): Promise<string> {
  const given = process.env[passwordVariable];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, "");
  process.stderr.write(`password of ${name}: `);
  // Nothing of what is typed is shown.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve) => {
    lines.question("", (answer) => {
      lines.close();
      process.stderr.write("\n");
      resolve(answer);
    });
  });
}
