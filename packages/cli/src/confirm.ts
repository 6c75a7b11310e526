// Asks before something is done that cannot be undone. Where nobody can answer, it is not done.
import { createInterface } from "node:readline/promises";
import { cliErrors } from "./errors.ts";

/** Throws `cli.unconfirmed` unless the answer is yes. */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw cliErrors.unconfirmed(question);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw cliErrors.unconfirmed(question);
  } finally {
    lines.close();
  }
}
