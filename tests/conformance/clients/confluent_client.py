"""confluent-kafka (librdkafka), as the client matrix calls it: one JSON object of what to do in, one of what was seen out."""

import json
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType


def main(task):
    security = task.get("security", {})
    names = {"protocol": "security.protocol", "mechanism": "sasl.mechanism", "user": "sasl.username", "password": "sasl.password", "ca": "ssl.ca.location"}
    common = {"bootstrap.servers": task["brokers"], "error_cb": refused, **{names[name]: value for name, value in security.items()}}
    print(json.dumps(globals()[task["do"]](common, task)))


def refused(error):
    """librdkafka tries a login again for ever; it says here that the broker did not take it."""
    if error.code() == KafkaError._AUTHENTICATION:
        raise SystemExit(f"login failed: {error.str()}")


def fail(error, _message):
    if error is not None:
        raise SystemExit(f"delivery failed: {error}")


def login(common, _task):
    producer = Producer(common)
    try:
        producer.list_topics(timeout=2)
    except KafkaException:
        producer.poll(0)
        raise
    return {}


def produce(common, task):
    producer = Producer({**common, "compression.type": task["codec"], "acks": "all", "enable.idempotence": task.get("idempotent", False)})
    for number in range(task["count"]):
        producer.produce(task["topic"], key=f"k{number}", value=f"{task['prefix']}{number}", headers={"from": "matrix"}, on_delivery=fail)
        producer.poll(0)
    producer.flush(30)
    return {}


def consumer_of(common, task, group):
    extra = {"group.protocol": task["protocol"]} if task.get("protocol") == "consumer" else {"session.timeout.ms": 10000}
    return Consumer({
        **common,
        **extra,
        "group.id": group,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "isolation.level": task.get("isolation", "read_uncommitted"),
        "fetch.wait.max.ms": 100,
    })


def consume(common, task):
    consumer = consumer_of(common, {**task, "protocol": "classic"}, "unused")
    partitions = consumer.list_topics(task["topic"], 10).topics[task["topic"]].partitions
    consumer.assign([TopicPartition(task["topic"], partition, 0) for partition in partitions])
    records = []
    until = time.monotonic() + task.get("seconds", 30)
    while len(records) < task["count"] and time.monotonic() < until:
        message = consumer.poll(0.2)
        if message is None:
            continue
        if message.error():
            raise SystemExit(str(message.error()))
        header = dict(message.headers() or []).get("from", b"").decode()
        records.append([message.key().decode(), message.value().decode(), header])
    consumer.close()
    return {"records": records}


def group(common, task):
    """So many members read until all of `count` was seen, committing each record; who sees none by then sees none."""
    seen, most, lock = [], {}, threading.Lock()
    until = time.monotonic() + 60

    def member(name):
        consumer = consumer_of(common, task, task["group"])
        consumer.subscribe([task["topic"]])
        while time.monotonic() < until:
            message = consumer.poll(0.1)
            with lock:
                most[name] = len(consumer.assignment())
                if len(seen) >= task["count"] and len(most) == task["members"] and all(most.values()):
                    break
            if message is None or message.error():
                continue
            with lock:
                seen.append(message.value().decode())
            consumer.commit(message, asynchronous=False)
        consumer.close()

    threads = [threading.Thread(target=member, args=(index,)) for index in range(task["members"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seen": seen, "assigned": list(most.values())}


def transactions(common, task):
    """Commits ten records and a position, aborts ten, commits ten more."""
    producer = Producer({**common, "transactional.id": task["id"]})
    producer.init_transactions(30)
    for prefix, commits in (("c", True), ("a", False), ("d", True)):
        producer.begin_transaction()
        for number in range(10):
            producer.produce(task["topic"], key=f"k{number}", value=f"{prefix}{number}", headers={"from": "matrix"})
        if prefix == "c":
            consumer = consumer_of(common, task, task["group"])
            consumer.subscribe([task["topic"]])
            until = time.monotonic() + 30
            while not consumer.assignment() and time.monotonic() < until:
                consumer.poll(0.1)
            producer.send_offsets_to_transaction([TopicPartition(task["topic"], 0, 7)], consumer.consumer_group_metadata(), 30)
            consumer.close()
        producer.flush(30)
        if commits:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)
    committed = consumer_of(common, {**task, "protocol": "classic"}, task["group"]).committed([TopicPartition(task["topic"], 0)], 30)
    return {"position": committed[0].offset}


def admin(common, task):
    client = AdminClient(common)
    for future in client.create_topics([NewTopic(task["topic"], 3, 1, config={"retention.ms": "1000"})]).values():
        future.result(30)
    resource = ConfigResource(ResourceType.TOPIC, task["topic"])
    config = client.describe_configs([resource])[resource].result(30)
    partitions = len(client.list_topics(task["topic"], 10).topics[task["topic"]].partitions)
    for future in client.delete_topics([task["topic"]]).values():
        future.result(30)
    return {"partitions": partitions, "retention": config["retention.ms"].value}


main(json.loads(sys.argv[1]))
