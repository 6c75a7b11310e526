package millrace;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Properties for every client of a program: those of the file that its second argument names, if it has one. */
final class Given {
  private Given() {}

  static Properties of(String[] arguments) throws IOException {
    Properties properties = new Properties();
    if (arguments.length > 1) {
      try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
        properties.load(reader);
      }
    }
    return properties;
  }
}
