// The checks behind tidy.test.ts: each takes files as text and returns sentences, one for each thing that is wrong.
// Text search, not a parser: quick, and a check that is fooled is fooled in the open.

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The layers, lowest first: a package imports only packages that stand above it in this list. */
export const layers = ["core", "log", "kafka", "registry", "sql", "engine", "platform", "client", "console", "cli"] as const;

const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\//.exec(path)?.[1];
const isTest = (path: string): boolean => /\.(test|bench)\.tsx?$/.test(path) || path.startsWith("tests/");
const isGenerated = (path: string): boolean => path.includes("/generated/");
const importPattern = /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** Walls: lower packages know nothing of higher ones, and everyone uses the front door. */
export function layerViolations(files: readonly SourceFile[], frontDoors: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const file of files) {
    const own = packageOf(file.path);
    for (const match of file.text.matchAll(importPattern)) {
      const target = (match[1] ?? match[2])!;
      if (own !== undefined && target.startsWith("../") && escapes(file.path, target))
        found.push(`${file.path} reaches into another package by path: ${target}`);
      const name = /^@millrace\/([^/]+)/.exec(target)?.[1];
      if (name === undefined || name.startsWith("example-")) continue;
      if (!frontDoors.has(target)) found.push(`${file.path} imports ${target}, which is no front door`);
      if (own === undefined || own === name || isTest(file.path)) continue;
      const [from, to] = [layers.indexOf(own as (typeof layers)[number]), layers.indexOf(name as (typeof layers)[number])];
      if (to < 0 || from < 0 || to >= from) found.push(`${file.path}: ${own} may not import ${name}, which stands below it`);
    }
  }
  return found;
}

function escapes(path: string, target: string): boolean {
  const parts = path.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.slice(0, 2).join("/") !== path.split("/").slice(0, 2).join("/");
}

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
  /** Path prefixes of files that may. */
  readonly allowed: readonly string[];
}

const outside = ["packages/cli/", "scripts/", "benchmarks/", "examples/", "packages/kafka/scripts/"];

export const bans: readonly Ban[] = [
  {
    what: "Date.now",
    pattern: /\bDate\.now\(/,
    instead: "Clock.now of core",
    allowed: ["packages/core/src/clock.ts", "packages/console/", "packages/client/", ...outside],
  },
  {
    what: "new Date() without an argument",
    pattern: /new Date\(\)/,
    instead: "Clock.now of core",
    allowed: ["packages/console/", "packages/client/", ...outside],
  },
  {
    what: "performance.now",
    pattern: /\bperformance\.now\(/,
    instead: "Clock.monotonic of core",
    allowed: ["packages/core/src/clock.ts", "packages/console/", ...outside],
  },
  {
    what: "Math.random",
    pattern: /\bMath\.random\(/,
    instead: "Random of core",
    allowed: ["packages/core/src/random.ts", "packages/client/"],
  },
  {
    what: "the file system",
    pattern: /from "node:fs(?:\/promises)?"/,
    instead: "the Disk that was passed in",
    allowed: [
      "packages/log/src/disk/",
      "packages/platform/src/folder/",
      "packages/platform/src/http/static",
      "packages/console/vite.config.ts",
      ...outside,
    ],
  },
  {
    what: "sockets",
    pattern: /from "node:net"/,
    instead: "the broker's server",
    allowed: ["packages/kafka/src/broker/", "packages/platform/src/folder/", ...outside],
  },
  {
    what: "turning text into code",
    pattern: /\bnew Function\(|\bFunction\("|\beval\(|from "node:vm"/,
    instead: "engine/src/codegen/compile.ts",
    allowed: ["packages/engine/src/codegen/compile.ts"],
  },
];

export function bannedCalls(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    if (isTest(file.path) || !/^(packages|examples|scripts|benchmarks)\//.test(file.path)) continue;
    const lines = withoutComments(file.text).split("\n");
    for (const ban of bans) {
      if (ban.allowed.some((prefix) => file.path.startsWith(prefix))) continue;
      lines.forEach((line, index) => {
        if (ban.pattern.test(line)) found.push(`${file.path}:${index + 1} uses ${ban.what}; use ${ban.instead}`);
      });
    }
  }
  return found;
}

/** Comments blanked, lines kept. Strings that hold `//` lose their tail, which is harmless here. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " ")).replaceAll(/(^|[^:"'`])\/\/[^\n]*/g, "$1");
}

/** Over 800 lines fails; over 400 the header must give a reason (a sentence with "lines" or "one table"). */
export function longFiles(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    if (isGenerated(file.path) || file.path.includes("/regressions/")) continue;
    const lines = file.text.split("\n").length;
    if (lines > 800) found.push(`${file.path} has ${lines} lines; 800 is the most`);
    else if (lines > 400 && !/^(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/\n)*/.exec(file.text)?.[0].match(/Long because/)) {
      found.push(`${file.path} has ${lines} lines: split it, or let its header say "Long because …"`);
    }
  }
  return found;
}

export function leftovers(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    if (file.path.startsWith("tests/tidy")) continue;
    file.text.split("\n").forEach((line, index) => {
      if (/\b(TODO|FIXME|XXX)\b|@ts-ignore|@ts-expect-error|\bdebugger;|\b(it|describe|test)\.only\(/.test(line))
        found.push(`${file.path}:${index + 1} is left over: ${line.trim().slice(0, 80)}`);
    });
  }
  return found;
}

/** Every code of every error table stands in some test. */
export function untestedErrors(files: readonly SourceFile[]): string[] {
  const tests = files
    .filter((file) => isTest(file.path))
    .map((file) => file.text)
    .join("\n");
  return errorCodes(files)
    .filter((code) => !tests.includes(code))
    .map((code) => `no test triggers ${code}`);
}

export function errorCodes(files: readonly SourceFile[]): string[] {
  const codes: string[] = [];
  for (const file of files) {
    if (isTest(file.path)) continue;
    for (const table of file.text.matchAll(/defineErrors\(\s*"([^"]+)",\s*\{([\s\S]*?)\n\}\)/g)) {
      for (const entry of table[2]!.matchAll(/\n {2}([a-zA-Z0-9]+): \{/g))
        codes.push(`${table[1]}.${entry[1]!.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    }
  }
  return codes;
}

/** A document has one H1, and its relative links lead somewhere. */
export function documentFaults(documents: readonly SourceFile[], exists: (path: string) => boolean): string[] {
  const found: string[] = [];
  for (const document of documents) {
    const prose = document.text.replaceAll(/```[\s\S]*?```/g, "");
    const titles = prose.match(/^# /gm)?.length ?? 0;
    if (titles !== 1) found.push(`${document.path} has ${titles} first-level headings, not 1`);
    for (const link of prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link[1]!)) continue;
      const base = document.path.split("/").slice(0, -1);
      for (const step of link[1]!.split("/")) {
        if (step === "..") base.pop();
        else if (step !== ".") base.push(step);
      }
      if (!exists(base.join("/"))) found.push(`${document.path} links to ${link[1]}, which is not there`);
    }
  }
  return found;
}

/** A promise names its tests as `file › test`, and they exist. */
export function promisesWithoutTest(document: SourceFile, files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  const promises = document.text
    .split(/^## What is not promised/m)[0]!
    .split(/^- /m)
    .slice(1);
  for (const promise of promises) {
    const named = [...promise.matchAll(/`([^`]+\.test\.ts) › ([^`]+)`/g)];
    if (named.length === 0) found.push(`${document.path} names no test for: ${promise.slice(0, 60).replaceAll("\n", " ")}`);
    for (const [, path, test] of named) {
      const text = files.find((file) => file.path === path)?.text;
      if (text === undefined) found.push(`${document.path} names ${path}, which is not there`);
      else if (!text.includes(`it("${test}"`)) found.push(`${document.path} names a test that ${path} does not have: ${test}`);
    }
  }
  return found;
}

/** Project files speak of the project alone. */
export function strangeTalk(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  const pattern = /\/work\/|\bissue #?\d+\b|\bsub-?agent|\bfarm-|this session\b(?! time zone)/i;
  for (const file of files) {
    if (file.path.startsWith("tests/tidy")) continue;
    file.text.split("\n").forEach((line, index) => {
      if (pattern.test(line)) found.push(`${file.path}:${index + 1} speaks of the workplace: ${line.trim().slice(0, 80)}`);
    });
  }
  return found;
}
