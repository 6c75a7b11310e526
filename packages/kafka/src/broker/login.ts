// For tests: users of a broker in memory, and clients that log in as one of them.
import { type ScramMechanism, scramMechanisms, saltPassword } from "../security/sasl/scram-credential.ts";
import { scramFirst, scramLast } from "../security/sasl/scram-client.ts";
import type { RawClient, ResponseOf } from "./raw-client.ts";

export const salt = Buffer.from("some salt of sixteen");

export async function setPassword(
  admin: RawClient,
  name: string,
  password: string,
  mechanism: ScramMechanism = "SCRAM-SHA-256",
): Promise<ResponseOf<"AlterUserScramCredentials">> {
  const saltedPassword = await saltPassword(mechanism, password, salt, 4096);
  const upsertion = { name, mechanism: scramMechanisms[mechanism].number, iterations: 4096, salt, saltedPassword };
  return admin.request("AlterUserScramCredentials", 0, { deletions: [], upsertions: [upsertion] });
}

export async function loginPlain(client: RawClient, name: string, password: string): Promise<ResponseOf<"SaslAuthenticate">> {
  await client.request("SaslHandshake", 1, { mechanism: "PLAIN" });
  return client.request("SaslAuthenticate", 2, { authBytes: Buffer.from(`\0${name}\0${password}`) });
}

export async function loginScram(
  client: RawClient,
  mechanism: ScramMechanism,
  name: string,
  password: string,
): Promise<ResponseOf<"SaslAuthenticate">> {
  await client.request("SaslHandshake", 1, { mechanism });
  const first = scramFirst(name, "abcdef");
  const answer = await client.request("SaslAuthenticate", 2, { authBytes: Buffer.from(first) });
  const last = await scramLast(mechanism, password, first, Buffer.from(answer.authBytes).toString());
  return client.request("SaslAuthenticate", 2, { authBytes: Buffer.from(last) });
}
