// Every example of docs/clients.md does what it says: it is run as it stands there, with the port of the test, and must
// print what it wrote. Flink's is run by flink-kafka.test.ts.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { examplesOf } from "../documents.ts";
import { type RunningMillrace, startMillrace, temporaryFolder } from "../millrace.ts";
import { describeWith, python, repository } from "../tools.ts";
import { javaClasspath } from "./java.ts";
import { run } from "./kafka-broker.ts";

const document = "docs/clients.md";
const folder = temporaryFolder("clients-document");
let millrace: RunningMillrace;
beforeAll(async () => {
  millrace = await startMillrace({ data: join(folder.path, "data") });
});
afterAll(async () => {
  await millrace.stop();
  folder.remove();
});

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

function goProgram(text: string): string {
  const module = join(folder.path, "go");
  mkdirSync(module, { recursive: true });
  for (const name of ["go.mod", "go.sum"]) {
    copyFileSync(join(repository, "tests", "conformance", "clients", "franz", name), join(module, name));
  }
  return file("go/main.go", text);
}

interface Language {
  readonly needs: readonly string[];
  readonly command: (text: string) => string[] | Promise<string[]>;
}

const languages: Readonly<Record<string, Language>> = {
  sh: { needs: ["kcat"], command: (text) => ["bash", "-ec", text] },
  js: { needs: [], command: (text) => [process.execPath, "--input-type=module", "-e", text] },
  python: { needs: [python], command: (text) => [python, file("hello.py", text)] },
  java: {
    needs: ["java", "javac", "mvn"],
    command: async (text) => ["java", "-cp", await javaClasspath(), file("Hello.java", text)],
  },
  go: { needs: ["go"], command: (text) => ["go", "run", "-C", join(goProgram(text), ".."), "."] },
};

for (const [language, { needs, command }] of Object.entries(languages)) {
  describeWith({ programs: needs }, `the examples in ${language}`, () => {
    const examples = examplesOf(document, [language]);

    it("are there", () => expect(examples.length).toBeGreaterThan(0));

    for (const { text, line } of examples) {
      it(`${document}:${line} reads what it writes`, async () => {
        const greeting = /hello from [\w@/ -]+/.exec(text)![0];
        const [program, ...args] = await command(text.replaceAll("127.0.0.1:9092", millrace.kafka));
        const { code, output, errors } = await run(program!, args);
        expect(code, errors).toBe(0);
        expect(output.trim().split("\n")).toContain(greeting);
      });
    }
  });
}
