package millrace;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What every client of a program begins with: the servers of its first argument, the properties in the file of its second. */
final class Given {
  private final Properties properties = new Properties();

  Given(String[] arguments) throws IOException {
    if (arguments.length > 1) {
      try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
        properties.load(reader);
      }
    }
    servers(arguments[0]);
  }

  /** From now on. */
  String servers(String servers) {
    properties.put("bootstrap.servers", servers);
    return servers;
  }

  Properties properties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }
}
