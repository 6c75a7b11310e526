// The subject of a certificate as Kafka names a client by it: RFC 2253, the way Java writes it. Node gives the subject
// only in OpenSSL's forms, which differ in order, escapes and names, so it is read from the certificate itself:
// Certificate → TBSCertificate → subject, a SEQUENCE of SETs of (type, value). Types without a short name there are
// written as number and hexadecimal value, for example 1.2.840.113549.1.9.1=#1603614062.

const shortNames: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.25": "DC",
  "0.9.2342.19200300.100.1.1": "UID",
};

const tags = { utf8: 0x0c, printable: 0x13, teletex: 0x14, ia5: 0x16, universal: 0x1c, bmp: 0x1e, version: 0xa0 } as const;

interface Element {
  readonly tag: number;
  /** Tag and length included. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** The DER elements that stand one after another in these bytes. */
function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const start = at;
    const tag = bytes[at++]!;
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const digits = length & 0x7f;
      length = 0;
      for (let index = 0; index < digits; index++) length = length * 256 + (bytes[at++] ?? 0);
    }
    found.push({ tag, whole: bytes.subarray(start, at + length), content: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function objectIdentifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = Math.min(2, Math.floor((arcs[0] ?? 0) / 40));
  return [first, (arcs[0] ?? 0) - first * 40, ...arcs.slice(1)].join(".");
}

function textOf({ tag, content }: Element): string | undefined {
  if (tag === tags.utf8) return new TextDecoder().decode(content);
  if (tag === tags.printable || tag === tags.ia5 || tag === tags.teletex) return Buffer.from(content).toString("latin1");
  if (tag === tags.bmp) return Buffer.from(content).swap16().toString("utf16le");
  return undefined;
}

const escaped = (text: string): string =>
  text
    .replaceAll(/[,+"\\<>;]/g, String.raw`\$&`)
    .replace(/^[# ]/, String.raw`\$&`)
    .replace(/(?<!^) $/, String.raw`\ `);

function attribute({ content }: Element): string {
  const [type, value] = elements(content);
  const number = objectIdentifier(type!.content);
  const name = shortNames[number];
  const text = name === undefined ? undefined : textOf(value!);
  return text === undefined ? `${name ?? number}=#${Buffer.from(value!.whole).toString("hex")}` : `${name}=${escaped(text)}`;
}

/** `CN=clicks,OU=web,O=Example,C=DE` of a certificate in DER. */
export function subjectOf(certificate: Uint8Array): string {
  const [whole] = elements(certificate);
  const [signed] = elements(whole!.content);
  const fields = elements(signed!.content).filter(({ tag }) => tag !== tags.version);
  // serial number, signature algorithm, issuer, validity, subject
  const names = elements(fields[4]!.content);
  return names
    .toReversed()
    .map(({ content }) => elements(content).map(attribute).join("+"))
    .join(",");
}
