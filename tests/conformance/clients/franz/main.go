// franz-go, as the client matrix calls it: one JSON object of what to do in, one of what was seen out.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

type task struct {
	Do, Brokers, Topic, Codec, Prefix, Isolation, Group, ID, Protocol string
	Count, Members                                                    int
	Seconds                                                           float64
	Security                                                          map[string]string
}

type record [3]string

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func common(do task) []kgo.Opt {
	opts := []kgo.Opt{kgo.SeedBrokers(do.Brokers)}
	if ca := do.Security["ca"]; ca != "" {
		pem, err := os.ReadFile(ca)
		check(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		opts = append(opts, kgo.DialTLSConfig(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}))
	}
	user, password := do.Security["user"], do.Security["password"]
	switch do.Security["mechanism"] {
	case "PLAIN":
		opts = append(opts, kgo.SASL(plain.Auth{User: user, Pass: password}.AsMechanism()))
	case "SCRAM-SHA-256":
		opts = append(opts, kgo.SASL(scram.Auth{User: user, Pass: password}.AsSha256Mechanism()))
	case "SCRAM-SHA-512":
		opts = append(opts, kgo.SASL(scram.Auth{User: user, Pass: password}.AsSha512Mechanism()))
	}
	return opts
}

func client(do task, more ...kgo.Opt) *kgo.Client {
	made, err := kgo.NewClient(append(common(do), more...)...)
	check(err)
	return made
}

var codecs = map[string]kgo.CompressionCodec{
	"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
	"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
}

func records(do task, prefix string, count int) []*kgo.Record {
	made := make([]*kgo.Record, count)
	for number := range made {
		made[number] = &kgo.Record{
			Topic: do.Topic, Key: fmt.Appendf(nil, "k%d", number), Value: fmt.Appendf(nil, "%s%d", prefix, number),
			Headers: []kgo.RecordHeader{{Key: "from", Value: []byte("matrix")}},
		}
	}
	return made
}

func login(ctx context.Context, do task) any {
	made := client(do, kgo.RequestRetries(0))
	defer made.Close()
	check(made.Ping(ctx))
	return struct{}{}
}

func produce(ctx context.Context, do task) any {
	producer := client(do, kgo.AllowAutoTopicCreation(), kgo.ProducerBatchCompression(codecs[do.Codec]), kgo.RequiredAcks(kgo.AllISRAcks()))
	defer producer.Close()
	check(producer.ProduceSync(ctx, records(do, do.Prefix, do.Count)...).FirstErr())
	return struct{}{}
}

func isolation(do task) kgo.Opt {
	if do.Isolation == "read_committed" {
		return kgo.FetchIsolationLevel(kgo.ReadCommitted())
	}
	return kgo.FetchIsolationLevel(kgo.ReadUncommitted())
}

func consume(ctx context.Context, do task) any {
	if do.Seconds > 0 {
		limited, stop := context.WithTimeout(ctx, time.Duration(do.Seconds*float64(time.Second)))
		defer stop()
		ctx = limited
	}
	consumer := client(do, kgo.ConsumeTopics(do.Topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), isolation(do))
	defer consumer.Close()
	seen := []record{}
	for len(seen) < do.Count && ctx.Err() == nil {
		consumer.PollFetches(ctx).EachRecord(func(one *kgo.Record) {
			seen = append(seen, record{string(one.Key), string(one.Value), string(one.Headers[0].Value)})
		})
	}
	return map[string]any{"records": seen}
}

// So many members read until all was seen, committing as they go.
func group(ctx context.Context, do task) any {
	var lock sync.Mutex
	var done sync.WaitGroup
	seen := []string{}
	most := map[int]int{}
	finished := func() bool {
		lock.Lock()
		defer lock.Unlock()
		all := len(most) == do.Members
		for _, partitions := range most {
			all = all && partitions > 0
		}
		return all && len(seen) >= do.Count
	}
	for member := range do.Members {
		done.Add(1)
		go func() {
			defer done.Done()
			count := func(change int) {
				lock.Lock()
				defer lock.Unlock()
				most[member] += change
			}
			protocol := []kgo.Opt{}
			if do.Protocol == "consumer" {
				protocol = append(protocol, kgo.ServerSideBalancer(), kgo.Balancers(kgo.StickyBalancer()))
			}
			consumer := client(do, append(protocol, kgo.ConsumerGroup(do.Group), kgo.ConsumeTopics(do.Topic), kgo.DisableAutoCommit(),
				kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.HeartbeatInterval(300*time.Millisecond),
				kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, given map[string][]int32) { count(len(given[do.Topic])) }),
				kgo.OnPartitionsRevoked(func(_ context.Context, _ *kgo.Client, taken map[string][]int32) { count(-len(taken[do.Topic])) }))...)
			for !finished() && ctx.Err() == nil {
				short, stop := context.WithTimeout(ctx, 100*time.Millisecond)
				fetches := consumer.PollRecords(short, 20)
				stop()
				lock.Lock()
				fetches.EachRecord(func(one *kgo.Record) { seen = append(seen, string(one.Value)) })
				lock.Unlock()
				if fetches.NumRecords() > 0 {
					check(consumer.CommitUncommittedOffsets(ctx))
				}
			}
			lock.Lock()
			held := most[member]
			lock.Unlock()
			consumer.Close()
			lock.Lock()
			most[member] = held
			lock.Unlock()
		}()
	}
	done.Wait()
	assigned := []int{}
	for _, partitions := range most {
		assigned = append(assigned, partitions)
	}
	return map[string]any{"seen": seen, "assigned": assigned}
}

// Commits ten records, aborts ten, commits ten more; then ten read and written with their position in one transaction.
func transactions(ctx context.Context, do task) any {
	producer := client(do, kgo.TransactionalID(do.ID), kgo.AllowAutoTopicCreation())
	for _, step := range []struct {
		prefix string
		commit kgo.TransactionEndTry
	}{{"c", kgo.TryCommit}, {"a", kgo.TryAbort}, {"d", kgo.TryCommit}} {
		check(producer.BeginTransaction())
		check(producer.ProduceSync(ctx, records(do, step.prefix, 10)...).FirstErr())
		check(producer.EndTransaction(ctx, step.commit))
	}
	producer.Close()
	session, err := kgo.NewGroupTransactSession(append(common(do), kgo.TransactionalID(do.ID), kgo.ConsumerGroup(do.Group),
		kgo.ConsumeTopics(do.Topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchIsolationLevel(kgo.ReadCommitted()))...)
	check(err)
	check(session.Begin())
	session.PollRecords(ctx, 7)
	_, err = session.End(ctx, kgo.TryCommit)
	check(err)
	admin := kadm.NewClient(session.Client())
	offsets, err := admin.FetchOffsets(ctx, do.Group)
	check(err)
	position := int64(-1)
	offsets.Each(func(one kadm.OffsetResponse) { position = max(position, one.At) })
	session.Close()
	return map[string]any{"position": position}
}

func admin(ctx context.Context, do task) any {
	made := kadm.NewClient(client(do))
	defer made.Close()
	retention := "1000"
	_, err := made.CreateTopic(ctx, 3, 1, map[string]*string{"retention.ms": &retention}, do.Topic)
	check(err)
	configs, err := made.DescribeTopicConfigs(ctx, do.Topic)
	check(err)
	topics, err := made.ListTopics(ctx, do.Topic)
	check(err)
	found := ""
	for _, config := range configs[0].Configs {
		if config.Key == "retention.ms" {
			found = *config.Value
		}
	}
	_, err = made.DeleteTopic(ctx, do.Topic)
	check(err)
	return map[string]any{"partitions": len(topics[do.Topic].Partitions), "retention": found}
}

func main() {
	var do task
	check(json.Unmarshal([]byte(os.Args[1]), &do))
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	verbs := map[string]func(context.Context, task) any{
		"login": login, "produce": produce, "consume": consume, "group": group, "transactions": transactions, "admin": admin,
	}
	check(json.NewEncoder(os.Stdout).Encode(verbs[do.Do](ctx, do)))
}
