package millrace;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Reads lines of a reader's schema, a tab and a writer's; prints a verdict for each. */
public final class AvroVerdicts {
  public static void main(String[] arguments) throws Exception {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] pair = line.split("\t");
      System.out.println(verdict(pair[0], pair[1]));
    }
  }

  private static String verdict(String readerText, String writerText) {
    Schema reader;
    Schema writer;
    try {
      reader = new Schema.Parser().parse(readerText);
      writer = new Schema.Parser().parse(writerText);
    } catch (RuntimeException refused) {
      return "INVALID";
    }
    try {
      return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType().name();
    } catch (RuntimeException refused) {
      // A reader's field that matches several of the writer's.
      return "INCOMPATIBLE";
    }
  }
}
