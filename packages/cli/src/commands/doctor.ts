// Checks what most often is in the way, each in a line: what was looked at, what was found, what to do.
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import type { Health } from "@millrace/platform/api";
import { Api } from "../api.ts";
import type { Server } from "../server.ts";
import { exitCodes } from "../errors.ts";
import { bytes, colours, duration, json } from "../output.ts";

interface Finding {
  readonly what: string;
  readonly state: "ok" | "warning" | "error";
  readonly says: string;
  readonly hint?: string;
}

export async function doctor(options: {
  readonly data: string;
  readonly url: string;
  readonly kafka: string;
  readonly json?: boolean;
}): Promise<void> {
  const findings = [node(), consoleBuilt(), ...folder(resolve(options.data)), ...(await running(options)), await broker(options.kafka)];
  if (options.json === true) json(findings);
  else {
    const mark = { ok: colours.green("ok     "), warning: colours.yellow("warning"), error: colours.red("error  ") };
    for (const finding of findings) {
      console.log(`${mark[finding.state]} ${finding.what}: ${finding.says}`);
      if (finding.hint !== undefined) console.log(`        ${colours.dim(finding.hint)}`);
    }
  }
  if (findings.some((finding) => finding.state === "error")) process.exitCode = exitCodes.failed;
}

function node(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  return major >= 24
    ? { what: "Node", state: "ok", says: process.version }
    : {
        what: "Node",
        state: "error",
        says: `${process.version} is too old`,
        hint: "run through npm (`npm start`, `npm run millrace`): it uses the Node that npm install brought",
      };
}

function consoleBuilt(): Finding {
  const built = existsSync(join(import.meta.dirname, "../../../console/dist/index.html"));
  return built
    ? { what: "console", state: "ok", says: "built" }
    : { what: "console", state: "warning", says: "not built", hint: "npm run prepare" };
}

function folder(path: string): Finding[] {
  const there = existsSync(path);
  const probe = there ? path : dirname(path);
  try {
    accessSync(probe, constants.W_OK);
  } catch {
    return [{ what: "data folder", state: "error", says: `${path} cannot be written`, hint: "choose another with --data" }];
  }
  const disk = statfsSync(probe);
  const free = disk.bavail * disk.bsize;
  return [
    { what: "data folder", state: "ok", says: there ? path : `${path} will be made` },
    {
      what: "disk",
      state: free < 1 << 30 ? "warning" : "ok",
      says: `${bytes(free)} free`,
      ...(free < 1 << 30 ? { hint: "set retention.bytes or retention.ms on large topics" } : {}),
    },
  ];
}

async function running(server: Server): Promise<Finding[]> {
  const { url } = server;
  try {
    const health = await new Api(server).get<Health | Pick<Health, "status">>("/health");
    if (!("version" in health)) return [{ what: "Millrace", state: "ok", says: `${health.status} at ${url}; a login shows more` }];
    return [
      {
        what: "Millrace",
        state: health.status === "failed" ? "error" : "ok",
        says: `${health.status} at ${url} for ${duration(health.uptimeMs)}, version ${health.version}, ${bytes(health.rssBytes)} of memory`,
      },
      ...health.problems.map((problem): Finding => ({
        what: problem.subject,
        state: problem.severity,
        says: problem.message,
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      })),
    ];
  } catch {
    return [{ what: "Millrace", state: "warning", says: `nothing answers at ${url}`, hint: "npm start, or --url" }];
  }
}

function broker(address: string): Promise<Finding> {
  const at = address.lastIndexOf(":");
  return new Promise((done) => {
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), timeout: 1000 });
    const end = (finding: Finding): void => {
      socket.destroy();
      done(finding);
    };
    const closed: Finding = { what: "Kafka port", state: "warning", says: `nothing answers at ${address}`, hint: "npm start, or --kafka" };
    socket.on("connect", () => end({ what: "Kafka port", state: "ok", says: `open at ${address}` }));
    socket.on("error", () => end(closed));
    socket.on("timeout", () => end(closed));
  });
}
