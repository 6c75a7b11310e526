// Apache Kafka as a process of its own, on ports and in a folder of its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { freePort, temporaryFolder } from "./millrace.ts";
import { shared } from "./tools.ts";

/** For `describeWith`. */
export const apacheKafkaNeeds = { programs: ["java", "bash"], shared: ["services/kafka"] };

export interface ApacheKafka {
  readonly address: string;
  /** SASL_PLAINTEXT: user millrace, password millrace-secret, by PLAIN and both kinds of SCRAM. */
  readonly saslAddress: string;
  stop(): void;
}

/** `settings` in Kafka's own words: "key=value key=value". */
export async function startApacheKafka(settings = ""): Promise<ApacheKafka> {
  const folder = temporaryFolder("apache-kafka");
  const [port, controller, sasl] = [await freePort(), await freePort(), await freePort()];
  const environment = {
    ...process.env,
    KAFKA_PORT: String(port),
    KAFKA_CONTROLLER_PORT: String(controller),
    KAFKA_SASL_PORT: String(sasl),
    KAFKA_DIR: folder.path,
    KAFKA_HEAP: "384m",
    KAFKA_TIMEOUT: "120",
    ...(settings === "" ? {} : { KAFKA_SET: settings }),
  };
  const service = (verb: "up" | "down"): void => {
    const ran = spawnSync("bash", [join(shared, "services/kafka"), verb], { encoding: "utf8", env: environment });
    if (ran.status !== 0) throw new Error(`kafka ${verb} ended with ${ran.status}:\n${ran.stdout}${ran.stderr}`);
  };
  try {
    service("up");
  } catch (thrown) {
    folder.remove();
    throw thrown;
  }
  return {
    address: `127.0.0.1:${port}`,
    saslAddress: `127.0.0.1:${sasl}`,
    stop() {
      service("down");
      folder.remove();
    },
  };
}
