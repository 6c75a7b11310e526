// Certificates for tests, made by openssl when they run: an authority, the server's for 127.0.0.1 and localhost, and
// a client's.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificates {
  /** PEM files, `<name>.pem` and `<name>.key`, in the folder that was given. */
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

export function makeCertificates(folder: string, clientSubject = "/CN=writer"): Certificates {
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority");
  const issue = (name: string, subject: string, extensions: string): { cert: string; key: string } => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject, "-utf8");
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signing);
    return { cert: text(`${name}.pem`), key: text(`${name}.key`) };
  };
  return {
    server: issue("server", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
    client: issue("client", clientSubject, "extendedKeyUsage=clientAuth"),
    ca: text("ca.pem"),
  };
}
