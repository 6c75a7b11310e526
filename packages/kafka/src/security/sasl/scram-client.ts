// The client's part of SCRAM, for tests and for tools that set passwords: messages of RFC 5802, by hand.
import { hash, hmac, type ScramMechanism, saltPassword } from "./scram-credential.ts";

export const scramFirst = (name: string, nonce: string): string => `n,,n=${name.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${nonce}`;

/** The last message; `nonce` is the one that it repeats, the server's unless a test wants another. */
export async function scramLast(
  mechanism: ScramMechanism,
  password: string,
  first: string,
  serverFirst: string,
  nonce = /^r=([^,]*)/.exec(serverFirst)![1]!,
): Promise<string> {
  const [, salt, iterations] = /s=([^,]*),i=(\d+)/.exec(serverFirst)!;
  const salted = await saltPassword(mechanism, password, Buffer.from(salt!, "base64"), Number(iterations));
  const clientKey = hmac(mechanism, salted, "Client Key");
  const withoutProof = `c=biws,r=${nonce}`;
  const signature = hmac(mechanism, hash(mechanism, clientKey), `${first.slice(3)},${serverFirst},${withoutProof}`);
  const proof = clientKey.map((byte, index) => byte ^ signature[index]!);
  return `${withoutProof},p=${Buffer.from(proof).toString("base64")}`;
}
