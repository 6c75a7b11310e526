// A heavy hitter for the Kafka port: franz-go, which loads a broker more than Java's client does on the same cores.
//
//	franz produce BROKER TOPIC RECORDS BYTES CODEC    franz consume BROKER TOPIC RECORDS PASSES
//
// Prints one line of JSON: { "seconds": … }. Produces with acks=all and an idempotent producer. Consumes so many records
// from the topic's start in each pass, with a client of its own; the seconds are those of all passes.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err)
	return value
}

// Capital letters, as Kafka's own tool sends: about five bits a byte, so that a codec has something to do.
func payloads(size int) [][]byte {
	random := rand.New(rand.NewSource(1))
	all := make([][]byte, 1024)
	for index := range all {
		all[index] = make([]byte, size)
		for at := range all[index] {
			all[index][at] = byte('A' + random.Intn(26))
		}
	}
	return all
}

func codec(name string) kgo.CompressionCodec {
	switch name {
	case "lz4":
		return kgo.Lz4Compression()
	case "zstd":
		return kgo.ZstdCompression()
	default:
		return kgo.NoCompression()
	}
}

// Unsent records are bounded as in Java's client (buffer.memory, 32 MiB), so that the client goes on making batches
// while a request is under way.
func produce(broker, topic string, records, size int, compression string) float64 {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(broker),
		kgo.DefaultProduceTopic(topic),
		kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.ProducerBatchCompression(codec(compression)),
		kgo.ProducerLinger(2*time.Millisecond),
		kgo.MaxBufferedRecords(1_000_000),
		kgo.MaxBufferedBytes(32<<20),
	)
	check(err)
	defer client.Close()
	values := payloads(size)
	ctx := context.Background()
	check(client.Ping(ctx))
	began := time.Now()
	for index := range records {
		client.Produce(ctx, &kgo.Record{Value: values[index%len(values)]}, func(_ *kgo.Record, err error) { check(err) })
	}
	check(client.Flush(ctx))
	return time.Since(began).Seconds()
}

func consume(broker, topic string, records int) float64 {
	client, err := kgo.NewClient(kgo.SeedBrokers(broker), kgo.ConsumeTopics(topic), kgo.FetchMaxPartitionBytes(4<<20))
	check(err)
	defer client.Close()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	began := time.Now()
	var seen atomic.Int64
	for seen.Load() < int64(records) {
		fetches := client.PollFetches(ctx)
		check(fetches.Err())
		seen.Add(int64(fetches.NumRecords()))
	}
	return time.Since(began).Seconds()
}

func main() {
	verb, broker, topic, records := os.Args[1], os.Args[2], os.Args[3], number(os.Args[4])
	var seconds float64
	if verb == "produce" {
		seconds = produce(broker, topic, records, number(os.Args[5]), os.Args[6])
	} else {
		for range number(os.Args[5]) {
			seconds += consume(broker, topic, records)
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"seconds": seconds}))
}
