// PLAIN (RFC 4616): name and password as they are, so for encrypted listeners. The password is checked against the
// user's SCRAM credential by deriving it again; there is no second list of passwords.
import { failed, nameLengthMost, type SaslExchange, type SaslStep } from "./exchange.ts";
import { isPassword, type ScramCredential, type ScramMechanism } from "./scram-credential.ts";

export interface PlainOptions {
  readonly find: (name: string) => {
    readonly mechanism: ScramMechanism;
    readonly credential: ScramCredential;
    readonly known: boolean;
  };
}

export class PlainExchange implements SaslExchange {
  readonly #options: PlainOptions;

  constructor(options: PlainOptions) {
    this.#options = options;
  }

  async respond(message: Uint8Array): Promise<SaslStep> {
    const parts = Buffer.from(message).toString("utf8").split("\0");
    const [authorizationName = "", name = "", password = ""] = parts;
    if (parts.length !== 3 || name === "" || password === "" || name.length > nameLengthMost) return failed("the message is not PLAIN's");
    if (authorizationName !== "" && authorizationName !== name) return failed("it asks to act for somebody else", name);
    const { mechanism, credential, known } = this.#options.find(name);
    const right = await isPassword(mechanism, credential, password);
    if (!right || !known) return failed(known ? "wrong password" : "no such user", name);
    return { kind: "done", bytes: new Uint8Array(0), name };
  }
}
