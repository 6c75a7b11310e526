package millrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Kafka's own serializers, one message a line: a command, a message's name, a version and an argument between tabs.
 * `write` JSON gives hex, `make` seed gives hex and JSON of a random value that is made from Kafka's schema. An answer
 * is one line too; a failure begins with "!".
 */
public final class ProtocolBytes {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final String[] packages = {
    "org.apache.kafka.common.message.", "org.apache.kafka.coordinator.group.generated.", "org.apache.kafka.coordinator.transaction.generated."
  };
  private static final String[] texts = {"", "a", "topic-1", "größe", "日本", "😀 \" \\ \n", "x".repeat(127), "y".repeat(300)};

  public static void main(String[] args) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String answer;
      try {
        answer = answer(line.split("\t", 4));
      } catch (Throwable error) {
        answer = "!" + (error.getCause() == null ? error : error.getCause()).toString().replace('\n', ' ');
      }
      answers.print(answer + "\n");
      answers.flush();
    }
  }

  private static String answer(String[] words) throws Exception {
    Class<?> type = find(words[1]);
    short version = Short.parseShort(words[2]);
    switch (words[0]) {
      case "write": {
        Method read = converter(type).getMethod("read", JsonNode.class, short.class);
        return hex(bytes((Message) read.invoke(null, mapper.readTree(words[3]), version), version));
      }
      case "make": {
        Schema schema = ((Schema[]) type.getField("SCHEMAS").get(null))[version];
        Struct made = (Struct) value(schema, new Random(Long.parseLong(words[3])));
        ByteBuffer buffer = ByteBuffer.allocate(schema.sizeOf(made));
        schema.write(buffer, made);
        Message message = message(type, version, buffer.flip());
        return hex(bytes(message, version)) + "\t" + json(message, version);
      }
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  private static Class<?> find(String name) throws ClassNotFoundException {
    for (String prefix : packages) {
      for (String suffix : new String[] {"", "Data"}) {
        try {
          return Class.forName(prefix + name + suffix);
        } catch (ClassNotFoundException absent) {
          continue;
        }
      }
    }
    throw new ClassNotFoundException(name);
  }

  private static Class<?> converter(Class<?> type) throws ClassNotFoundException {
    return Class.forName(type.getName() + "JsonConverter");
  }

  private static Message message(Class<?> type, short version, ByteBuffer bytes) throws Exception {
    Message message = (Message) type.getDeclaredConstructor().newInstance();
    message.read(new ByteBufferAccessor(bytes), version);
    if (bytes.hasRemaining()) throw new IllegalArgumentException(bytes.remaining() + " bytes too many");
    return message;
  }

  private static ByteBuffer bytes(Message message, short version) {
    return MessageUtil.toByteBufferAccessor(message, version).buffer();
  }

  private static String json(Message message, short version) throws Exception {
    Method write = converter(message.getClass()).getMethod("write", message.getClass(), short.class);
    return mapper.writeValueAsString(write.invoke(null, message, version));
  }

  private static Object value(Type type, Random random) {
    if (type.isNullable() && random.nextInt(4) == 0) return null;
    if (type instanceof TaggedFields) {
      Map<Integer, Object> values = new TreeMap<>();
      for (Map.Entry<Integer, Field> field : ((TaggedFields) type).fields().entrySet()) {
        if (random.nextInt(3) > 0) values.put(field.getKey(), value(field.getValue().type, random));
      }
      return values;
    }
    if (type.isArray()) {
      Object[] elements = new Object[random.nextInt(3)];
      for (int index = 0; index < elements.length; index++) elements[index] = value(type.arrayElementType().get(), random);
      return elements;
    }
    if (type instanceof Schema) {
      Struct struct = new Struct((Schema) type);
      for (BoundField field : ((Schema) type).fields()) struct.set(field, value(field.def.type, random));
      return struct;
    }
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    boolean extreme = random.nextInt(4) == 0;
    boolean least = random.nextBoolean();
    // In Millrace 2^53 - 1 stands for itself and everything beyond.
    long safe = (1L << 53) - 2;
    switch (type.toString()) {
      case "BOOLEAN":
        return random.nextBoolean();
      case "INT8":
        return extreme ? (least ? Byte.MIN_VALUE : Byte.MAX_VALUE) : (byte) random.nextInt();
      case "INT16":
        return extreme ? (least ? Short.MIN_VALUE : Short.MAX_VALUE) : (short) random.nextInt();
      case "UINT16":
        return extreme ? (least ? 0 : 0xffff) : random.nextInt(0x10000);
      case "INT32":
        return extreme ? (least ? Integer.MIN_VALUE : Integer.MAX_VALUE) : random.nextInt();
      case "INT64":
        return extreme ? (least ? -safe : safe) : (random.nextLong() % safe) >> random.nextInt(53);
      case "FLOAT64":
        return random.nextGaussian() * 1e6;
      case "UUID":
        return new Uuid(random.nextLong(), random.nextLong());
      case "STRING":
      case "COMPACT_STRING":
      case "NULLABLE_STRING":
      case "COMPACT_NULLABLE_STRING":
        return texts[random.nextInt(texts.length)];
      case "BYTES":
      case "COMPACT_BYTES":
      case "NULLABLE_BYTES":
      case "COMPACT_NULLABLE_BYTES":
        return ByteBuffer.wrap(bytes);
      case "RECORDS":
      case "COMPACT_RECORDS":
      case "NULLABLE_RECORDS":
      case "COMPACT_NULLABLE_RECORDS":
        return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes));
      default:
        throw new IllegalArgumentException(type.toString());
    }
  }

  private static String hex(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    for (int at = bytes.position(); at < bytes.limit(); at++) text.append(String.format("%02x", bytes.get(at)));
    return text.toString();
  }
}
