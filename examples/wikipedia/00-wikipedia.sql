-- One day of edits of all Wikipedias, one JSON object a record, in the topic `wikipedia`:
--
--   millrace replay wikiticker-2015-09-12-sampled.json.gz --topic wikipedia --time-field time
--   millrace apply examples/wikipedia
--
-- A table says what the records of a topic mean; it copies nothing. The other files of this folder each ask one
-- question of it, and each answer is a topic of its own that any Kafka client can read.
CREATE TABLE wikipedia (
  `time`          TIMESTAMP_LTZ(3),        -- when the edit was made: "2015-09-12T00:46:58.771Z"
  channel         STRING,                  -- "#en.wikipedia"
  page            STRING,
  `user`          STRING,                  -- a name, or the IP address of someone without one
  `comment`       STRING,
  namespace       STRING,                  -- "Main", "Talk", …
  added           BIGINT,                  -- characters
  deleted         BIGINT,
  delta           BIGINT,                  -- added - deleted
  isAnonymous     BOOLEAN,
  isMinor         BOOLEAN,
  isNew           BOOLEAN,
  isRobot         BOOLEAN,
  isUnpatrolled   BOOLEAN,
  countryIsoCode  STRING,                  -- where an anonymous editor's address is; mostly null
  countryName     STRING,
  regionIsoCode   STRING,
  regionName      STRING,
  cityName        STRING,
  metroCode       INT,
  -- Edits come in order of time, so a window can be closed as soon as a later edit is seen.
  WATERMARK FOR `time` AS `time`
) WITH (
  'topic' = 'wikipedia',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);
