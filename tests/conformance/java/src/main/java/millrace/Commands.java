package millrace;

import java.util.Scanner;
import java.util.concurrent.ExecutionException;

/** Reads a command a line from standard input, so that the JVM starts once, and prints a line for each: "ok ..." or "failed ...". */
final class Commands {
  private Commands() {}

  interface Command {
    String run(String[] words) throws Exception;
  }

  static void serve(Command command) {
    try (Scanner lines = new Scanner(System.in)) {
      while (lines.hasNextLine()) System.out.println(answer(command, lines.nextLine().trim().split(" ")));
    }
  }

  private static String answer(Command command, String[] words) {
    try {
      return "ok " + command.run(words);
    } catch (ExecutionException error) {
      return failed(error.getCause());
    } catch (Exception error) {
      return failed(error);
    }
  }

  private static String failed(Throwable error) {
    return "failed " + error.getClass().getSimpleName() + " " + error.getMessage();
  }
}
