"""Prints every committed record of a topic, read with Confluent's Avro deserializer: one JSON object a line."""

import json
import sys
import time

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

registry, brokers, topic, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
deserialize = AvroDeserializer(SchemaRegistryClient({"url": registry}))
consumer = Consumer({"bootstrap.servers": brokers, "group.id": "reader", "isolation.level": "read_committed", "auto.offset.reset": "earliest"})
consumer.assign([TopicPartition(topic, partition, 0) for partition in consumer.list_topics(topic, 10).topics[topic].partitions])
seen = 0
until = time.monotonic() + 30
while seen < count and time.monotonic() < until:
    message = consumer.poll(0.2)
    if message is None or message.error():
        continue
    seen += 1
    print(json.dumps(deserialize(message.value(), SerializationContext(topic, MessageField.VALUE))))
consumer.close()
