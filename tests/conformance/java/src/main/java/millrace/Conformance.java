package millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producing, consuming, sharing and administration with Apache's own client. */
public final class Conformance {
  private static Given given;

  public static void main(String[] arguments) throws Exception {
    given = new Given(arguments);
    Commands.serve(Conformance::run);
  }

  private static String run(String[] words) throws Exception {
    switch (words[0]) {
      case "servers":
        return given.servers(words[1]);
      case "produce":
        return produce(words[1], words[2], Integer.parseInt(words[3]), Boolean.parseBoolean(words[4]));
      case "consume":
        return consume(words[1], words[2], Integer.parseInt(words[3]));
      case "members":
        return members(words[1], words[2], words[3]);
      case "static":
        return staticMember(words[1], words[2]);
      case "admin":
        return admin(words[1]);
      case "cluster":
        return cluster(words[1]);
      default:
        throw new IllegalArgumentException("unknown command " + words[0]);
    }
  }

  private static Properties base() {
    Properties properties = given.properties();
    properties.put("client.id", "java-conformance");
    return properties;
  }

  /** Sends n records with headers, half of them in two partitions by key. Prints the last offset of the first. */
  private static String produce(String topic, String codec, int count, boolean idempotent) throws Exception {
    Properties properties = base();
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    properties.put("compression.type", codec);
    properties.put("enable.idempotence", Boolean.toString(idempotent));
    properties.put("acks", "all");
    properties.put("linger.ms", "5");
    properties.put("delivery.timeout.ms", "20000");
    properties.put("request.timeout.ms", "10000");
    List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      for (int i = 0; i < count; i++) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, "key-" + i % 10, codec + "-" + i);
        record.headers().add(new RecordHeader("codec", codec.getBytes()));
        sent.add(producer.send(record));
      }
      producer.flush();
      for (java.util.concurrent.Future<RecordMetadata> one : sent) one.get();
    }
    return Integer.toString(sent.size());
  }

  private static KafkaConsumer<String, String> consumer(String group, Map<String, String> more) {
    Properties properties = base();
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    properties.put("group.id", group);
    properties.put("group.protocol", "classic");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("session.timeout.ms", "10000");
    properties.put("heartbeat.interval.ms", "500");
    properties.put("max.poll.records", "50");
    properties.putAll(more);
    return new KafkaConsumer<>(properties);
  }

  /** Reads n records as a member of the group and commits exactly those. Prints how many distinct values came. */
  private static String consume(String topic, String group, int count) {
    Set<String> values = new HashSet<>();
    int records = 0;
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = consumer(group, Map.of())) {
      consumer.subscribe(List.of(topic));
      long end = System.nanoTime() + 30_000_000_000L;
      while (records < count && System.nanoTime() < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (records == count) break;
          records++;
          values.add(record.value());
          read.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1, "read by java"));
        }
      }
      consumer.commitSync(read);
    }
    return records + " " + values.size();
  }

  private static Set<TopicPartition> pollUntil(KafkaConsumer<String, String> one, KafkaConsumer<String, String> other, int partitions, int parts) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < end) {
      one.poll(Duration.ofMillis(100));
      if (other != null) other.poll(Duration.ofMillis(100));
      Set<TopicPartition> all = new HashSet<>(one.assignment());
      if (other != null) all.addAll(other.assignment());
      boolean spread = parts == 1 || (!one.assignment().isEmpty() && !other.assignment().isEmpty() && one.assignment().size() < partitions);
      if (all.size() == partitions && spread) return all;
    }
    return Collections.emptySet();
  }

  /** One member, then two, then the second alone. Prints the number of partitions of each. */
  private static String members(String topic, String group, String assignor) {
    Map<String, String> more = Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor);
    KafkaConsumer<String, String> first = consumer(group, more);
    try (KafkaConsumer<String, String> second = consumer(group, more)) {
      first.subscribe(List.of(topic));
      int alone = pollUntil(first, null, 4, 1).size();
      second.subscribe(List.of(topic));
      int together = pollUntil(first, second, 4, 2).size();
      int shared = first.assignment().size();
      first.close();
      int left = pollUntil(second, null, 4, 1).size();
      return alone + " " + together + " " + shared + " " + left;
    }
  }

  /** A static member that comes back keeps its partitions without a rebalance. */
  private static String staticMember(String topic, String group) {
    Map<String, String> more = Map.of("group.instance.id", "box-1");
    int generation;
    try (KafkaConsumer<String, String> first = consumer(group, more)) {
      first.subscribe(List.of(topic));
      pollUntil(first, null, 4, 1);
      generation = first.groupMetadata().generationId();
    }
    try (KafkaConsumer<String, String> again = consumer(group, more)) {
      again.subscribe(List.of(topic));
      int partitions = pollUntil(again, null, 4, 1).size();
      return partitions + " " + (again.groupMetadata().generationId() - generation);
    }
  }

  private static String admin(String topic) throws Exception {
    try (Admin admin = Admin.create(base())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "60000")))).all().get();
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
      int partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      AlterConfigOp set = new AlterConfigOp(new ConfigEntry("segment.bytes", "1048576"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, (Collection<AlterConfigOp>) List.of(set))).all().get();
      org.apache.kafka.clients.admin.Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      String cluster = admin.describeCluster().clusterId().get();
      TopicPartition first = new TopicPartition(topic, 0);
      long latest = admin.listOffsets(Map.of(first, OffsetSpec.latest())).all().get().get(first).offset();
      boolean listed = admin.listTopics().names().get().contains(topic);
      int groups = admin.listGroups().all().get().size();
      admin.deleteTopics(List.of(topic)).all().get();
      return partitions + " " + config.get("segment.bytes").value() + " " + config.get("retention.ms").value() + " "
          + config.get("cleanup.policy").isDefault() + " " + (cluster.length() > 0) + " " + latest + " " + listed + " " + (groups >= 0);
    }
  }

  /** What tools ask about brokers, partitions and features. The topic has one partition with records. */
  private static String cluster(String topic) throws Exception {
    try (Admin admin = Admin.create(base())) {
      TopicPartition first = new TopicPartition(topic, 0);
      long size = admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values().iterator().next().replicaInfos().get(first).size();
      long start = admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(5))).lowWatermarks().get(first).get().lowWatermark();
      long earliest = admin.listOffsets(Map.of(first, OffsetSpec.earliest())).all().get().get(first).offset();
      QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
      FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
      boolean elected = admin.electLeaders(ElectionType.PREFERRED, Set.of(first)).partitions().get().get(first).get() instanceof ElectionNotNeededException;
      admin.alterPartitionReassignments(Map.of(first, Optional.of(new NewPartitionReassignment(List.of(1))))).all().get();
      int moving = admin.listPartitionReassignments().reassignments().get().size();
      boolean listed = admin.listConfigResources().all().get().contains(new ConfigResource(ConfigResource.Type.TOPIC, topic));
      return (size > 0) + " " + start + " " + earliest + " " + quorum.leaderId() + " " + quorum.voters().size() + " " + elected + " " + moving
          + " " + listed + " " + features.finalizedFeatures().keySet().equals(features.supportedFeatures().keySet());
    }
  }
}
