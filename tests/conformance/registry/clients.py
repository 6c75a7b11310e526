# Confluent's own Python client: registers, serializes, produces, consumes and deserializes in the three formats, evolves
# a schema, and is refused. Prints one line per fact; the test compares them.
import sys
from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

url, kafka = sys.argv[1], sys.argv[2]
client = SchemaRegistryClient({"url": url})


def through(topic, serializer, deserializer, values):
    """The values after a journey through the log."""
    context = SerializationContext(topic, MessageField.VALUE)
    producer = Producer({"bootstrap.servers": kafka})
    for value in values:
        producer.produce(topic, value=serializer(value, context))
    producer.flush(30)
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": topic, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    read = []
    while len(read) < len(values):
        message = consumer.poll(30)
        if message is None or message.error():
            raise Exception(f"nothing read: {message and message.error()}")
        read.append(deserializer(message.value(), context))
    consumer.close()
    return read


def order_type():
    """shop.Order with a map, a oneof, an optional and a well-known type, made without protoc."""
    file = descriptor_pb2.FileDescriptorProto(name="order.proto", package="shop", syntax="proto3")
    file.dependency.append("google/protobuf/timestamp.proto")
    order = file.message_type.add(name="Order")
    order.oneof_decl.add(name="payment")
    order.oneof_decl.add(name="_note")
    kinds = descriptor_pb2.FieldDescriptorProto
    order.field.add(name="id", number=1, type=kinds.TYPE_INT64, label=kinds.LABEL_OPTIONAL)
    order.field.add(name="at", number=2, type=kinds.TYPE_MESSAGE, label=kinds.LABEL_OPTIONAL, type_name=".google.protobuf.Timestamp")
    order.field.add(name="card", number=3, type=kinds.TYPE_STRING, label=kinds.LABEL_OPTIONAL, oneof_index=0)
    order.field.add(name="cash", number=4, type=kinds.TYPE_INT32, label=kinds.LABEL_OPTIONAL, oneof_index=0)
    order.field.add(name="note", number=5, type=kinds.TYPE_STRING, label=kinds.LABEL_OPTIONAL, oneof_index=1, proto3_optional=True)
    order.field.add(name="counts", number=6, type=kinds.TYPE_MESSAGE, label=kinds.LABEL_REPEATED, type_name=".shop.Order.CountsEntry")
    entry = order.nested_type.add(name="CountsEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=kinds.TYPE_STRING, label=kinds.LABEL_OPTIONAL)
    entry.field.add(name="value", number=2, type=kinds.TYPE_INT32, label=kinds.LABEL_OPTIONAL)
    pool = descriptor_pool.Default()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.Order"))


def avro():
    v1 = '{"type":"record","name":"User","namespace":"shop","fields":[{"name":"name","type":"string"}]}'
    v2 = '{"type":"record","name":"User","namespace":"shop","fields":[{"name":"name","type":"string"},{"name":"age","type":"int","default":-1}]}'
    old = through("py-avro", AvroSerializer(client, v1), AvroDeserializer(client, v2), [{"name": "ä"}, {"name": "b"}])
    print("avro old data, new reader:", old)
    print("avro generic:", through("py-avro-2", AvroSerializer(client, v2), AvroDeserializer(client), [{"name": "c", "age": 3}]))


def json():
    schema = '{"$schema":"http://json-schema.org/draft-07/schema#","title":"User","type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"]}'
    print("json:", through("py-json", JSONSerializer(schema, client), JSONDeserializer(schema, schema_registry_client=client), [{"name": "ä", "age": 1}]))
    try:
        JSONSerializer(schema, client)({"age": 1}, SerializationContext("py-json", MessageField.VALUE))
    except Exception as error:
        print("json refused:", type(error).__name__)


def protobuf():
    order = order_type()
    value = order(id=7, at=timestamp_pb2.Timestamp(seconds=5), cash=9, note="n", counts={"a": 1})
    serializer = ProtobufSerializer(order, client, {"use.deprecated.format": False})
    deserializer = ProtobufDeserializer(order, {"use.deprecated.format": False}, client)
    print("protobuf:", through("py-protobuf", serializer, deserializer, [value]) == [value])
    print("protobuf subjects:", sorted(name for name in client.get_subjects() if name.startswith("py-proto")))


def rest():
    id = client.register_schema("rest", Schema('"int"', "AVRO"))
    print("same id:", client.register_schema("rest-2", Schema('{"type": "int"}', "AVRO")) == id)
    registered = client.lookup_schema("rest", Schema('"int"', "AVRO"))
    print("lookup:", registered.version, registered.schema_id == id, registered.subject)
    print("compatible:", client.test_compatibility("rest", Schema('"long"', "AVRO")), client.test_compatibility("rest", Schema('"string"', "AVRO")))
    try:
        client.register_schema("rest", Schema('"string"', "AVRO"))
    except SchemaRegistryError as error:
        print("refused:", error.http_status_code, error.error_code)
    try:
        client.get_latest_version("nothing")
    except SchemaRegistryError as error:
        print("missing:", error.http_status_code, error.error_code)
    client.set_compatibility("rest", "NONE")
    print("level:", client.get_compatibility("rest"))
    second = client.register_schema("rest", Schema('"string"', "AVRO"))
    print("versions:", client.get_versions("rest"), client.get_schema(second).schema_str, client.get_latest_version("rest").version)
    line = Schema('{"type":"record","name":"Line","fields":[{"name":"n","type":"int"}]}', "AVRO")
    client.register_schema("line", line)
    lines = Schema('{"type":"array","items":"Line"}', "AVRO", [SchemaReference("Line", "line", 1)])
    print("references:", client.get_schema(client.register_schema("lines", lines)).references[0].subject)
    print("deleted:", client.delete_version("rest", 1), client.delete_subject("rest"), client.delete_subject("rest", permanent=True))


for part in [rest, avro, json, protobuf]:
    part()
