// The Java programs of java/: compiled by Maven when their sources or libraries changed, then started once and asked
// line by line.
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Running } from "./kafka-broker.ts";

const project = join(import.meta.dirname, "java");
const classpath = join(project, ".cache", "classpath.txt");

const isFresh = (): boolean => existsSync(classpath) && statSync(classpath).mtimeMs >= statSync(join(project, "pom.xml")).mtimeMs;

/** Once a run is enough. */
let built: Promise<void> | undefined;

async function build(): Promise<void> {
  const goals = ["-q", "-B", "compile"];
  // Written even when it says the same as before: its time tells that it is fresh.
  if (!isFresh()) goals.push("dependency:build-classpath", `-Dmdep.outputFile=${classpath}`, "-Dmdep.regenerateFile=true");
  const { code, output, errors } = await new Running("mvn", goals, { cwd: project }).finished;
  if (code !== 0) throw new Error(`Maven failed: ${output}${errors}`);
}

export class JavaProgram {
  readonly #running: Running;
  readonly #answers: AsyncIterator<string>;

  private constructor(running: Running) {
    this.#running = running;
    this.#answers = createInterface({ input: running.child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(mainClass: string, ...args: readonly string[]): Promise<JavaProgram> {
    await (built ??= build());
    const path = `${join(project, ".cache", "classes")}:${(await readFile(classpath, "utf8")).trim()}`;
    const options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path];
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
