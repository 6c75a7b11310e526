package millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Consumer groups of both protocols with Apache's own client. */
public final class Groups {
  private static Given given;

  public static void main(String[] arguments) throws Exception {
    given = new Given(arguments);
    Commands.serve(Groups::run);
  }

  private static String run(String[] words) throws Exception {
    switch (words[0]) {
      case "consume":
        return consume(words[1], words[2], words[3], Integer.parseInt(words[4]));
      case "members":
        return members(words[1], words[2], words[3]);
      case "rolling":
        return rolling(words[1], words[2], words[3], words[4]);
      case "static":
        return staticMember(words[1], words[2]);
      case "pattern":
        return pattern(words[1], words[2], Integer.parseInt(words[3]));
      case "describe":
        return describe(words[1], words[2]);
      case "offsets":
        return offsets(words[1], words[2]);
      case "delete":
        return delete(words[1]);
      default:
        throw new IllegalArgumentException("unknown command " + words[0]);
    }
  }

  private static Properties base() {
    Properties properties = given.properties();
    properties.put("client.id", "java-groups");
    return properties;
  }

  /** `classic` with the cooperative assignor, `classic:eager`, `consumer` or `consumer:range`. */
  private static KafkaConsumer<String, String> consumer(String protocol, String group, Map<String, String> more) {
    Properties properties = base();
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    properties.put("group.id", group);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "50");
    properties.put("metadata.max.age.ms", "1000");
    String[] parts = protocol.split(":");
    properties.put("group.protocol", parts[0]);
    if (parts[0].equals("classic")) {
      String assignor = parts.length > 1 ? "RangeAssignor" : "CooperativeStickyAssignor";
      properties.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor);
      properties.put("session.timeout.ms", "10000");
      properties.put("heartbeat.interval.ms", "500");
    } else if (parts.length > 1) {
      properties.put("group.remote.assignor", parts[1]);
    }
    properties.putAll(more);
    return new KafkaConsumer<>(properties);
  }

  /** Reads n records as a member and commits exactly those. Prints how many, and how many distinct values. */
  private static String consume(String protocol, String topic, String group, int count) {
    Set<String> values = new HashSet<>();
    int records = 0;
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = consumer(protocol, group, Map.of())) {
      consumer.subscribe(List.of(topic));
      long end = System.nanoTime() + 30_000_000_000L;
      while (records < count && System.nanoTime() < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (records == count) break;
          records++;
          values.add(record.partition() + "-" + record.offset());
          read.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1, "note"));
        }
      }
      consumer.commitSync(read);
    }
    return records + " " + values.size();
  }

  /** Polls all of them until they share so many partitions evenly, none of them twice. On the way some have more. */
  private static boolean pollUntil(List<KafkaConsumer<String, String>> consumers, int partitions) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < end) {
      List<TopicPartition> all = new ArrayList<>();
      int fewest = partitions;
      int most = 0;
      for (KafkaConsumer<String, String> consumer : consumers) {
        consumer.poll(Duration.ofMillis(50));
        all.addAll(consumer.assignment());
        fewest = Math.min(fewest, consumer.assignment().size());
        most = Math.max(most, consumer.assignment().size());
      }
      if (most - fewest <= 1 && all.size() == partitions && new HashSet<>(all).size() == partitions) return true;
    }
    return false;
  }

  /**
   * Three members, of which one after the other is stopped and started anew with the other protocol, and back again, while
   * records come. Prints how many records there were, how many of them no member has committed, and how many two have.
   */
  private static String rolling(String from, String to, String topic, String group) throws Exception {
    List<KafkaConsumer<String, String>> consumers = new ArrayList<>();
    Map<String, Integer> committed = new HashMap<>();
    Properties properties = base();
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    int[] sent = {0};
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      for (int step = 0; step < 9; step++) {
        if (step >= 3) consumers.remove(0).close();
        KafkaConsumer<String, String> next = consumer(step < 3 || step >= 6 ? from : to, group, Map.of("max.poll.records", "5"));
        next.subscribe(List.of(topic));
        consumers.add(next);
        long end = System.nanoTime() + 30_000_000_000L;
        while (!isShared(consumers) && System.nanoTime() < end) {
          for (int partition = 0; partition < 6; partition++) producer.send(new ProducerRecord<>(topic, partition, null, "r" + sent[0]++));
          for (KafkaConsumer<String, String> one : consumers) readAndCommit(one, committed);
        }
        if (!isShared(consumers)) return "never shared at step " + step;
      }
      producer.flush();
      long end = System.nanoTime() + 30_000_000_000L;
      while (committed.size() < sent[0] && System.nanoTime() < end) for (KafkaConsumer<String, String> one : consumers) readAndCommit(one, committed);
      long twice = committed.values().stream().filter(times -> times > 1).count();
      return (sent[0] > 0) + " " + (sent[0] - committed.size()) + " " + twice;
    } finally {
      consumers.forEach(KafkaConsumer::close);
    }
  }

  private static boolean isShared(List<KafkaConsumer<String, String>> consumers) {
    List<TopicPartition> all = consumers.stream().flatMap(one -> one.assignment().stream()).toList();
    return all.size() == 6 && new HashSet<>(all).size() == 6 && consumers.stream().allMatch(one -> one.assignment().size() == 6 / consumers.size());
  }

  /** What a commit has failed for is read again, by this member or another. */
  private static void readAndCommit(KafkaConsumer<String, String> consumer, Map<String, Integer> committed) {
    ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(50));
    if (records.isEmpty()) return;
    try {
      consumer.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException error) {
      Map<TopicPartition, Long> first = new HashMap<>();
      records.forEach(record -> first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset()));
      first.forEach((partition, offset) -> {
        if (consumer.assignment().contains(partition)) consumer.seek(partition, offset);
      });
      return;
    }
    records.forEach(record -> committed.merge(record.value(), 1, Integer::sum));
  }

  private static String sizes(List<KafkaConsumer<String, String>> consumers) {
    return consumers.stream().map(one -> one.assignment().size()).sorted().map(String::valueOf).collect(Collectors.joining("+"));
  }

  /** One member, then two, then three, then two that are left. Prints how many partitions each has. */
  private static String members(String protocol, String topic, String group) {
    List<KafkaConsumer<String, String>> consumers = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    try {
      for (int count = 1; count <= 3; count++) {
        KafkaConsumer<String, String> next = consumer(protocol, group, Map.of());
        next.subscribe(List.of(topic));
        consumers.add(next);
        seen.add(pollUntil(consumers, 6) ? sizes(consumers) : "never");
      }
      consumers.remove(0).close();
      seen.add(pollUntil(consumers, 6) ? sizes(consumers) : "never");
      return String.join(" ", seen);
    } finally {
      consumers.forEach(KafkaConsumer::close);
    }
  }

  /** A static member that comes back has its partitions, and the other one keeps its own and its epoch. */
  private static String staticMember(String topic, String group) {
    Map<String, String> box = Map.of("group.instance.id", "box");
    try (KafkaConsumer<String, String> other = consumer("consumer", group, Map.of())) {
      other.subscribe(List.of(topic));
      Set<TopicPartition> had;
      int epoch;
      try (KafkaConsumer<String, String> first = consumer("consumer", group, box)) {
        first.subscribe(List.of(topic));
        if (!pollUntil(List.of(other, first), 6)) return "never";
        had = new HashSet<>(first.assignment());
        epoch = other.groupMetadata().generationId();
      }
      try (KafkaConsumer<String, String> again = consumer("consumer", group, box)) {
        again.subscribe(List.of(topic));
        if (!pollUntil(List.of(other, again), 6)) return "never again";
        return again.assignment().equals(had) + " " + (other.groupMetadata().generationId() - epoch);
      }
    }
  }

  /** Topics that the broker matches; prints their names. */
  private static String pattern(String pattern, String group, int partitions) {
    try (KafkaConsumer<String, String> consumer = consumer("consumer", group, Map.of())) {
      consumer.subscribe(new SubscriptionPattern(pattern));
      pollUntil(List.of(consumer), partitions);
      return new TreeSet<>(consumer.assignment().stream().map(TopicPartition::topic).toList()).toString();
    }
  }

  /** What an administrator sees while one member is there, and when it has gone. */
  private static String describe(String protocol, String group) throws Exception {
    String topic = "java-groups";
    try (Admin admin = Admin.create(base()); KafkaConsumer<String, String> consumer = consumer(protocol, group, Map.of())) {
      consumer.subscribe(List.of(topic));
      pollUntil(List.of(consumer), 6);
      ConsumerGroupDescription with = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      MemberDescription member = with.members().iterator().next();
      String listed = admin.listGroups().all().get().stream()
          .filter(one -> one.groupId().equals(group)).map(one -> one.type().get() + " " + one.groupState().get()).findFirst().get();
      consumer.close();
      ConsumerGroupDescription without = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      return with.type() + " " + with.groupState() + " " + with.partitionAssignor() + " " + with.members().size() + " "
          + member.clientId() + " " + member.assignment().topicPartitions().size() + " " + listed + " "
          + without.groupState() + " " + without.members().size();
    }
  }

  /** Sets, reads and deletes offsets of a group from outside; those of a topic in use are refused. */
  private static String offsets(String protocol, String group) throws Exception {
    TopicPartition first = new TopicPartition("java-groups", 0);
    TopicPartition second = new TopicPartition("java-groups", 1);
    try (Admin admin = Admin.create(base())) {
      admin.alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(5, "five"), second, new OffsetAndMetadata(6))).all().get();
      OffsetAndMetadata kept = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(first);
      String refused;
      try (KafkaConsumer<String, String> consumer = consumer(protocol, group, Map.of())) {
        consumer.subscribe(List.of("java-groups"));
        pollUntil(List.of(consumer), 6);
        try {
          admin.deleteConsumerGroupOffsets(group, Set.of(first)).all().get();
          refused = "deleted";
        } catch (ExecutionException error) {
          refused = error.getCause().getClass().getSimpleName();
        }
      }
      admin.deleteConsumerGroupOffsets(group, Set.of(first)).all().get();
      Map<TopicPartition, OffsetAndMetadata> left = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return kept.offset() + " " + kept.metadata() + " " + refused + " " + left.keySet();
    }
  }

  private static String delete(String group) throws Exception {
    try (Admin admin = Admin.create(base())) {
      admin.deleteConsumerGroups(Collections.singleton(group)).all().get();
      return "deleted";
    }
  }
}
