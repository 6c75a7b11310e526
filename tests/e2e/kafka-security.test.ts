// docs/security.md, run as it stands there: the certificate, the second port, a user, and clients that log in.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, freePort, millrace, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith, repository } from "../tools.ts";

const text = readFileSync(join(repository, "docs/security.md"), "utf8");
const [certificate, start, addUser, clients, overHttp] = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1]!.trim());
const main = join(repository, "packages/cli/bin/millrace.mjs");

describeWith({ programs: ["openssl", "kcat"] }, "docs/security.md", () => {
  const folder = temporaryFolder("security");
  let running: RunningMillrace;
  let tlsPort: number;

  const sh = (command: string): { readonly status: number | null; readonly out: string } => {
    const local = command
      .replaceAll("npm run millrace --", `${process.execPath} ${main}`)
      .replaceAll("localhost:9093", `localhost:${tlsPort}`)
      .replaceAll("http://127.0.0.1:8080", running?.url ?? "");
    const ran = spawnSync("bash", ["-c", local], {
      cwd: folder.path,
      encoding: "utf8",
      timeout: 60_000,
      env: { ...process.env, MILLRACE_KAFKA: running?.kafka ?? "", MILLRACE_URL: running?.url ?? "" },
    });
    return { status: ran.status, out: `${ran.stdout}${ran.stderr}` };
  };

  beforeAll(async () => {
    tlsPort = await freePort();
    expect(sh(certificate!)).toMatchObject({ status: 0 });
    const [, options] = start!.split(" start ");
    const words = options!.replace("9093", String(tlsPort)).replaceAll("server.", `${folder.path}/server.`).split(" ");
    running = await startMillrace({ data: join(folder.path, "data"), arguments: words });
  });
  afterAll(async () => {
    await running?.stop();
    folder.remove();
  });

  it("adds a user whom kcat then logs in as", async () => {
    for (const command of addUser!.split("\n")) expect(sh(command)).toMatchObject({ status: 0 });
    const said = clients!.split("\n").map(sh);
    expect(said.map(({ status }) => status)).toEqual([0, 0]);
    expect(said[1]!.out).toBe("hello\n");
    await eventually(async () => (running.output().includes(`127.0.0.1:${tlsPort}`) ? true : undefined), "the address");
  });

  it("shows her over HTTP what she sees through Kafka, and nobody else anything", () => {
    const said = sh(overHttp!);
    expect(said.status).toBe(0);
    expect(said.out).toMatch(/^greetings /m);
    expect(said.out).toContain('"name":"greetings"');
    expect(sh("npm run millrace -- topics")).toMatchObject({ status: 4, out: expect.stringContaining("a login is needed") });
    const wrong = overHttp!.replaceAll("alices-secret", "guessed").split("\n").slice(0, 2).join("\n");
    expect(sh(wrong)).toMatchObject({ status: 4, out: expect.stringContaining("not valid together") });
  });

  it("says who was refused, and not with what", async () => {
    const wrong = clients!.split("\n")[1]!.replace("alices-secret", "guessed");
    expect(sh(wrong).status).not.toBe(0);
    await eventually(async () => (running.output().includes("authentication failed") ? true : undefined), "the warning");
    expect(running.output()).toMatch(/authentication failed .*user="alice"/);
    expect(running.output()).not.toContain("guessed");
    const metrics = await (
      await fetch(`${running.url}/metrics`, { headers: { authorization: `Basic ${btoa("alice:alices-secret")}` } })
    ).text();
    expect(metrics).toMatch(/^millrace_kafka_logins_failed_total [1-9]/m);
  });

  it("gives a user no more than its rights, until it is removed", async () => {
    expect(sh("echo bobs-secret | npm run millrace -- users add bob")).toMatchObject({ status: 0 });
    const asBob = clients!.split("\n")[1]!.replace("alices-secret", "bobs-secret").replace("username=alice", "username=bob");
    expect(sh(asBob).out).toMatch(/authoriz/i);
    expect(sh("npm run millrace -- users remove bob --yes")).toMatchObject({ status: 0 });
    expect(sh("npm run millrace -- users list --json")).toEqual({ status: 0, out: '["alice"]\n' });
    expect(sh("npm run millrace -- users remove bob --yes").out).toContain("the broker refuses with error 91");
  });

  it("refuses what does not go together", () => {
    const asked = (...words: string[]) =>
      millrace("start", "--data", join(folder.path, "other"), "--port", "0", "--kafka-port", "0", ...words);
    expect(asked("--kafka-tls-port", "0").err).toContain("--kafka-tls-port needs --tls-cert too");
    const files = ["--tls-cert", join(folder.path, "server.pem"), "--tls-key", join(folder.path, "none.key")];
    expect(asked("--kafka-tls-port", "0", ...files).err).toContain("none.key cannot be read (ENOENT)");
    expect(asked("--kafka-tls-port", "0", ...files, "--kafka-tls-auth", "certificate").err).toContain("needs --tls-ca too");
    expect(sh("npm run millrace -- users add eve < /dev/null").out).toContain('the password of "eve" is empty');
  });
});

// Codes that these starts end with: cli.option-missing, cli.password-empty, platform.tls-file-unreadable, kafka.users-refused.
