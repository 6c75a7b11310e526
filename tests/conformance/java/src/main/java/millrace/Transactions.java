package millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Transactions with Apache's own client. */
public final class Transactions {
  private static Given given;

  public static void main(String[] arguments) throws Exception {
    given = new Given(arguments);
    Commands.serve(Transactions::run);
  }

  private static String run(String[] words) throws Exception {
    switch (words[0]) {
      case "servers":
        return given.servers(words[1]);
      case "alternate":
        return alternate(words[1], words[2], Integer.parseInt(words[3]));
      case "read":
        return read(words[1], words[2], Integer.parseInt(words[3]));
      case "copy":
        return copy(words[1], words[2], words[3], Integer.parseInt(words[4]));
      case "zombie":
        return zombie(words[1], words[2]);
      case "leave":
        return leaveOpen(words[1], words[2]);
      case "list":
        return list(words[1]);
      case "hang":
        return endHanging(words[1]);
      default:
        throw new IllegalArgumentException("unknown command " + words[0]);
    }
  }

  private static KafkaProducer<String, String> producer(String id) {
    Properties properties = given.properties();
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    properties.put("transactional.id", id);
    properties.put("max.block.ms", "20000");
    properties.put("delivery.timeout.ms", "20000");
    properties.put("request.timeout.ms", "10000");
    return new KafkaProducer<>(properties);
  }

  private static KafkaConsumer<String, String> consumer(String group, String isolation) {
    Properties properties = given.properties();
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    properties.put("group.id", group);
    properties.put("isolation.level", isolation);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    return new KafkaConsumer<>(properties);
  }

  /** Transactions of ten records each: every third is aborted. Prints how many were committed. */
  private static String alternate(String topic, String id, int transactions) throws Exception {
    int committed = 0;
    try (KafkaProducer<String, String> producer = producer(id)) {
      producer.initTransactions();
      for (int index = 0; index < transactions; index++) {
        boolean aborts = index % 3 == 2;
        producer.beginTransaction();
        for (int record = 0; record < 10; record++) {
          producer.send(new ProducerRecord<>(topic, "k" + record, (aborts ? "aborted-" : "committed-") + index + "-" + record));
        }
        // What was not sent yet would be dropped by an abort.
        producer.flush();
        if (aborts) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
          committed++;
        }
      }
    }
    return String.valueOf(committed);
  }

  /** Reads until `count` records came and a second passed without another: how many, how many of them different, how many aborted. */
  private static String read(String topic, String isolation, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer("reading-" + topic + "-" + isolation, isolation)) {
      consumer.subscribe(Collections.singletonList(topic));
      long end = System.currentTimeMillis() + 20_000;
      while (System.currentTimeMillis() < end) {
        int before = values.size();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(1000))) values.add(record.value());
        if (values.size() >= count && values.size() == before) break;
      }
    }
    long aborted = values.stream().filter(value -> value.startsWith("aborted")).count();
    return values.size() + " " + new TreeSet<>(values).size() + " " + aborted;
  }

  /**
   * Consumes, transforms and produces exactly once: positions are committed with the records. Every other transaction is
   * aborted once and done again.
   */
  private static String copy(String from, String to, String id, int count) throws Exception {
    int copied = 0;
    int aborted = 0;
    try (KafkaProducer<String, String> producer = producer(id); KafkaConsumer<String, String> consumer = consumer("group-" + id, "read_committed")) {
      producer.initTransactions();
      consumer.subscribe(Collections.singletonList(from));
      boolean abortsNext = true;
      long end = System.currentTimeMillis() + 30_000;
      while (copied < count && System.currentTimeMillis() < end) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        if (records.isEmpty()) continue;
        producer.beginTransaction();
        for (ConsumerRecord<String, String> record : records) {
          producer.send(new ProducerRecord<>(to, record.key(), "copied-" + record.value()));
          positions.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        producer.flush();
        if (abortsNext) {
          producer.abortTransaction();
          aborted++;
          Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
          for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata position = committed.get(partition);
            if (position == null) consumer.seekToBeginning(Collections.singletonList(partition));
            else consumer.seek(partition, position);
          }
        } else {
          producer.commitTransaction();
          copied += records.size();
        }
        abortsNext = !abortsNext;
      }
    }
    return copied + " " + (aborted > 0);
  }

  /** A second producer under the same id puts the first one out, whose records never count. */
  private static String zombie(String topic, String id) throws Exception {
    try (KafkaProducer<String, String> first = producer(id); KafkaProducer<String, String> second = producer(id)) {
      first.initTransactions();
      first.beginTransaction();
      first.send(new ProducerRecord<>(topic, "k", "aborted-by-the-second")).get();
      second.initTransactions();
      second.beginTransaction();
      second.send(new ProducerRecord<>(topic, "k", "second")).get();
      String fenced = "not fenced";
      try {
        first.send(new ProducerRecord<>(topic, "k", "aborted-too")).get();
        first.commitTransaction();
      } catch (Exception error) {
        Throwable cause = error instanceof ExecutionException ? error.getCause() : error;
        fenced = cause.getClass().getSimpleName();
      }
      second.commitTransaction();
      return fenced;
    }
  }

  /** Leaves a transaction open, as a producer that died does. */
  private static String leaveOpen(String topic, String id) throws Exception {
    KafkaProducer<String, String> producer = producer(id);
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, "k", "aborted-left-open")).get();
    producer.close(Duration.ZERO);
    return "open";
  }

  private static Admin admin() {
    return Admin.create(given.properties());
  }

  private static String list(String id) throws Exception {
    try (Admin admin = admin()) {
      String states = admin.listTransactions().all().get().stream()
          .filter(listing -> listing.transactionalId().equals(id))
          .map(TransactionListing::state).map(Object::toString).collect(Collectors.joining(","));
      return states + " " + admin.describeTransactions(Collections.singletonList(id)).description(id).get().topicPartitions().size();
    }
  }

  /** What `kafka-transactions --abort` does for the first transaction that is open in the partition. */
  private static String endHanging(String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = admin()) {
      ProducerState open = admin.describeProducers(Collections.singletonList(partition)).partitionResult(partition).get()
          .activeProducers().stream().filter(state -> state.currentTransactionStartOffset().isPresent()).findFirst().get();
      int coordinatorEpoch = Math.max(open.coordinatorEpoch().orElse(0), 0);
      admin.abortTransaction(new AbortTransactionSpec(partition, open.producerId(), (short) open.producerEpoch(), coordinatorEpoch)).all().get();
      long left = admin.describeProducers(Collections.singletonList(partition)).partitionResult(partition).get()
          .activeProducers().stream().filter(state -> state.currentTransactionStartOffset().isPresent()).count();
      return String.valueOf(left);
    }
  }
}
