"""kafka-python, as the client matrix calls it: one JSON object of what to do in, one of what was seen out."""

import json
import logging
import sys
import threading
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata


def main(task):
    security = task.get("security", {})
    names = {"protocol": "security_protocol", "mechanism": "sasl_mechanism", "user": "sasl_plain_username", "password": "sasl_plain_password", "ca": "ssl_cafile"}
    common = {"bootstrap_servers": task["brokers"], **{names[name]: value for name, value in security.items()}}
    print(json.dumps(globals()[task["do"]](common, task)))


def login(common, _task):
    """This client tries again until its time is up, and logs what the broker answered."""
    logging.basicConfig(level=logging.WARNING)
    KafkaAdminClient(**common, bootstrap_timeout_ms=2000).close()
    return {}


def produce(common, task):
    codec = None if task["codec"] == "none" else task["codec"]
    producer = KafkaProducer(**common, compression_type=codec, acks="all", enable_idempotence=task.get("idempotent", False))
    sent = [
        producer.send(task["topic"], key=f"k{number}".encode(), value=f"{task['prefix']}{number}".encode(), headers=[("from", b"matrix")])
        for number in range(task["count"])
    ]
    producer.flush(30)
    for one in sent:
        one.get(30)
    producer.close()
    return {}


def consumer_of(common, task, group):
    return KafkaConsumer(
        **common,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level=task.get("isolation", "read_uncommitted"),
        fetch_max_wait_ms=100,
        **({} if group is None else {"session_timeout_ms": 10000, "heartbeat_interval_ms": 500}),
    )


def consume(common, task):
    consumer = consumer_of(common, task, None)
    consumer.assign([TopicPartition(task["topic"], partition) for partition in consumer.partitions_for_topic(task["topic"])])
    records = []
    until = time.monotonic() + task.get("seconds", 30)
    while len(records) < task["count"] and time.monotonic() < until:
        for batch in consumer.poll(timeout_ms=200).values():
            records += [[one.key.decode(), one.value.decode(), dict(one.headers).get("from", b"").decode()] for one in batch]
    consumer.close()
    return {"records": records}


def group(common, task):
    """
    So many members read until all of `count` was seen, committing as they go. kafka-python 3.0.12 at times stops sending
    heartbeats while it joins, on Apache Kafka too, and stays without partitions: such a member leaves and comes again.
    """
    seen, most, lock = [], {}, threading.Lock()
    until = time.monotonic() + 60

    def member(name):
        consumer, had_some = None, 0
        while time.monotonic() < until:
            if consumer is None:
                consumer = consumer_of(common, task, task["group"])
                consumer.subscribe([task["topic"]])
                had_some = time.monotonic()
            batches = consumer.poll(timeout_ms=100, max_records=50)
            with lock:
                most[name] = len(consumer.assignment())
                if len(seen) >= task["count"] and len(most) == task["members"] and all(most.values()):
                    break
                for batch in batches.values():
                    seen.extend(one.value.decode() for one in batch)
            try:
                if batches:
                    consumer.commit()
            except KafkaError:
                pass  # The group is rebalancing: whoever gets the partition next reads this again.
            if consumer.assignment():
                had_some = time.monotonic()
            elif time.monotonic() - had_some > 5:
                consumer.close()
                consumer = None
        if consumer is not None:
            consumer.close()

    threads = [threading.Thread(target=member, args=(index,)) for index in range(task["members"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seen": seen, "assigned": list(most.values())}


def transactions(common, task):
    """Commits ten records and a position, aborts ten, commits ten more."""
    producer = KafkaProducer(**common, transactional_id=task["id"])
    producer.init_transactions()
    for prefix, commits in (("c", True), ("a", False), ("d", True)):
        producer.begin_transaction()
        for number in range(10):
            producer.send(task["topic"], key=f"k{number}".encode(), value=f"{prefix}{number}".encode(), headers=[("from", b"matrix")])
        if prefix == "c":
            producer.send_offsets_to_transaction({TopicPartition(task["topic"], 0): OffsetAndMetadata(7, "", -1)}, task["group"])
        producer.flush(30)
        if commits:
            producer.commit_transaction()
        else:
            producer.abort_transaction()
    producer.close()
    consumer = consumer_of(common, task, task["group"])
    position = consumer.committed(TopicPartition(task["topic"], 0))
    consumer.close()
    return {"position": position}


def admin(common, task):
    client = KafkaAdminClient(**common)
    client.create_topics([NewTopic(task["topic"], 3, 1, topic_configs={"retention.ms": "1000"})])
    partitions = len(client.describe_topics([task["topic"]])[0]["partitions"])
    config = client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, task["topic"])])
    client.delete_topics([task["topic"]])
    client.close()
    return {"partitions": partitions, "retention": retention_of(config)}


def retention_of(config):
    """The answer's shape differs between versions of this client: the value that stands beside the name is looked for."""
    if isinstance(config, dict):
        if "retention.ms" in config:
            entry = config["retention.ms"]
            return entry["value"] if isinstance(entry, dict) else getattr(entry, "value", entry)
        return next((found for part in config.values() if (found := retention_of(part)) is not None), None)
    if isinstance(config, (list, tuple)):
        if len(config) > 1 and config[0] == "retention.ms":
            return config[1]
        return next((found for part in config if (found := retention_of(part)) is not None), None)
    if hasattr(config, "resources"):
        return retention_of(config.resources)
    return None


main(json.loads(sys.argv[1]))
