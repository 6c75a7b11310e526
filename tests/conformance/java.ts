// The Java programs of java/: compiled by Maven when their sources or libraries changed, then started once and asked
// line by line.
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { program } from "../tools.ts";
import { Running } from "./kafka-broker.ts";

const project = join(import.meta.dirname, "java");
const cache = join(project, ".cache");
const classpath = join(cache, "classpath.txt");
/** Written when all is compiled: what is older is in it. */
const compiled = join(cache, "compiled");

const timeOf = (path: string): number => statSync(path).mtimeMs;
const sources = (): string[] =>
  readdirSync(join(project, "src"), { recursive: true, encoding: "utf8" }).map((path) => join(project, "src", path));
const isOlder = (path: string, than: readonly string[]): boolean => !existsSync(path) || than.some((other) => timeOf(other) > timeOf(path));

/** Once in a test file is enough. */
let built: Promise<void> | undefined;

async function build(): Promise<void> {
  const pom = join(project, "pom.xml");
  if (!isOlder(compiled, [pom, ...sources()])) return;
  const began = new Date();
  const goals = ["-q", "-B", "compile"];
  // Written even when it says the same as before: its time tells that it is fresh.
  if (isOlder(classpath, [pom])) goals.push("dependency:build-classpath", `-Dmdep.outputFile=${classpath}`, "-Dmdep.regenerateFile=true");
  mkdirSync(cache, { recursive: true });
  // Two test files may begin at once.
  const command = [...(program("flock") === undefined ? [] : ["flock", join(cache, "lock")]), "mvn", ...goals];
  const { code, output, errors } = await new Running(command[0]!, command.slice(1), { cwd: project }).finished;
  if (code !== 0) throw new Error(`Maven failed: ${output}${errors}`);
  writeFileSync(compiled, "");
  utimesSync(compiled, began, began);
}

/** Of Apache's clients and the programs of java/. */
export async function javaClasspath(): Promise<string> {
  await (built ??= build());
  return `${join(cache, "classes")}:${(await readFile(classpath, "utf8")).trim()}`;
}

export class JavaProgram {
  readonly #running: Running;
  readonly #answers: AsyncIterator<string>;

  private constructor(running: Running) {
    this.#running = running;
    this.#answers = createInterface({ input: running.child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(mainClass: string, ...args: readonly string[]): Promise<JavaProgram> {
    const options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", await javaClasspath()];
    return new JavaProgram(new Running("java", [...options, mainClass, ...args]));
  }

  async ask(line: string): Promise<string> {
    return (await this.askAll([line]))[0]!;
  }

  /** One answer a line, in their order. */
  async askAll(lines: readonly string[]): Promise<string[]> {
    this.#running.child.stdin!.write(lines.map((line) => `${line}\n`).join(""));
    const answers: string[] = [];
    while (answers.length < lines.length) {
      const { value, done } = await this.#answers.next();
      if (done === true) throw new Error(`the Java program ended: ${this.#running.errors}`);
      answers.push(value);
    }
    return answers;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#running.child.kill("SIGKILL");
    await this.#running.finished;
  }

  async stop(): Promise<void> {
    this.#running.child.stdin!.end();
    await this.#running.finished;
  }
}
