package millrace;

import java.util.List;
import java.util.Properties;
import java.util.Scanner;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Kafka Streams counting words, exactly once: lines -> words through a repartition topic -> counts in a store with a
 * changelog -> every new count to a topic. Asked for a line, it says its state; when its input ends it closes.
 */
public final class WordCount {
  public static void main(String[] arguments) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", arguments[0]);
    properties.put("state.dir", arguments[1]);
    properties.put("application.id", "word-count");
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("commit.interval.ms", "100");
    properties.put("repartition.purge.interval.ms", "300");
    properties.put("session.timeout.ms", "6000");
    properties.put("reconnect.backoff.max.ms", "500");
    // Every count is sent on, so that one counted twice shows.
    properties.put("statestore.cache.max.bytes", "0");

    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
        .flatMap((key, line) -> wordsOf(line))
        .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
        .count(Materialized.as("counts"))
        .toStream()
        .mapValues(String::valueOf)
        .to("counts", Produced.with(Serdes.String(), Serdes.String()));

    try (KafkaStreams streams = new KafkaStreams(builder.build(), properties); Scanner lines = new Scanner(System.in)) {
      streams.start();
      while (lines.hasNextLine()) {
        lines.nextLine();
        System.out.println(streams.state());
      }
    }
  }

  /** Takes its time, so that kills find it at work. */
  private static List<KeyValue<String, String>> wordsOf(String line) {
    LockSupport.parkNanos(2_000_000);
    return Stream.of(line.split(" ")).map(word -> KeyValue.pair(word, word)).toList();
  }
}
