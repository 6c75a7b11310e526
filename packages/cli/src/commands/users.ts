// `millrace users`: who can log in at the Kafka port, set through the port itself. Passwords come from the environment,
// a prompt or standard input, never from the command line, which other users of the machine can read.
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { RawClient } from "@millrace/kafka/raw-client";
import { allowEverything, logIn, listUsers as namesOf, removeUser as remove, setPassword } from "@millrace/kafka/users";
import { confirm } from "../confirm.ts";
import { cliErrors } from "../errors.ts";
import { numberOption } from "../options.ts";
import { json } from "../output.ts";
import { loginOf, type Server } from "../server.ts";

interface Common extends Omit<Server, "url"> {
  readonly kafka: string;
  readonly json?: boolean;
}

const passwordVariable = "MILLRACE_PASSWORD";

export async function addUser(name: string, options: Common & { readonly allRights?: boolean }): Promise<void> {
  const password = await askPassword(name);
  if (password === "") throw cliErrors.passwordEmpty(name);
  await withClient(options, async (client) => {
    // First, as they may be refused: then nothing is done.
    if (options.allRights === true) await allowEverything(client, name);
    await setPassword(client, name, password);
  });
  if (options.json === true) return json({ name, allRights: options.allRights === true });
  console.log(`${name} can log in${options.allRights === true ? " and may do everything" : ""}`);
}

export async function listUsers(options: Common): Promise<void> {
  const names = await withClient(options, namesOf);
  if (options.json === true) return json(names);
  console.log(names.length === 0 ? "no users yet: `millrace users add NAME`" : names.join("\n"));
}

export async function removeUser(name: string, options: Common & { readonly yes?: boolean }): Promise<void> {
  if (options.yes !== true) await confirm(`take the password of ${name} away?`);
  await withClient(options, (client) => remove(client, name));
  if (options.json === true) return json({ removed: name });
  console.log(`${name} can no longer log in; open connections stay`);
}

async function withClient<Result>(options: Common, action: (client: RawClient) => Promise<Result>): Promise<Result> {
  const { kafka: address } = options;
  // Their environment has the password of the user that is added.
  const login = options.passwordFile === undefined ? undefined : loginOf(options, {});
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  const number = numberOption("kafka", port ?? address, { min: 1, max: 65_535, integer: true });
  const client = await RawClient.connect(number, host).catch((cause: unknown) => {
    throw cliErrors.brokerUnreachable.with({ cause }, address, 0);
  });
  const work = async (): Promise<Result> => {
    if (login !== undefined) await logIn(client, login.name, login.password);
    return await action(client);
  };
  return work().finally(() => client.close());
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
