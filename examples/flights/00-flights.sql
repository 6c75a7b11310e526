-- A year of flights from Seattle and Portland, one CSV line a record, in the topic `flights`:
--
--   millrace replay flights.csv.gz --topic flights
--   millrace apply examples/flights
--
-- A row is published when the plane leaves, but it belongs to the time at which it should have left. So rows come out
-- of order, as late as delays made them: up to 25 hours 50 minutes. How long should a window wait for stragglers?
-- Three tables over the same topic give three answers; they differ in one number.

-- Answers come soon, and one row in sixteen comes too late for its hour.
CREATE TABLE flights_15_minutes (
  departed_at    STRING,                   -- "2014-01-01T08:04Z"
  scheduled_at   STRING,
  delay          INT,                      -- minutes; negative when the plane left early
  carrier        STRING,
  flight         INT,
  tailnum        STRING,                   -- the plane
  origin         STRING,
  dest           STRING,
  arrival_delay  INT,                      -- empty when not known
  air_time       INT,
  distance       INT,                      -- miles
  departed       AS TO_TIMESTAMP(departed_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  scheduled      AS TO_TIMESTAMP(scheduled_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  n              BIGINT METADATA FROM 'offset' VIRTUAL,
  WATERMARK FOR scheduled AS scheduled - INTERVAL '15' MINUTE
) WITH (
  'topic' = 'flights',
  'format' = 'csv',
  'csv.null-literal' = ''
);

-- A little patience: 210 of 161,192 rows are late. They are not lost: `SELECT * FROM flights_4_hours$late`.
CREATE TABLE flights_4_hours (
  departed_at    STRING,
  scheduled_at   STRING,
  delay          INT,
  carrier        STRING,
  flight         INT,
  tailnum        STRING,
  origin         STRING,
  dest           STRING,
  arrival_delay  INT,
  air_time       INT,
  distance       INT,
  departed       AS TO_TIMESTAMP(departed_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  scheduled      AS TO_TIMESTAMP(scheduled_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  n              BIGINT METADATA FROM 'offset' VIRTUAL,
  WATERMARK FOR scheduled AS scheduled - INTERVAL '4' HOUR
) WITH (
  'topic' = 'flights',
  'format' = 'csv',
  'csv.null-literal' = ''
);

-- Longer than the longest delay: nothing is late, and every answer is complete.
CREATE TABLE flights_26_hours (
  departed_at    STRING,
  scheduled_at   STRING,
  delay          INT,
  carrier        STRING,
  flight         INT,
  tailnum        STRING,
  origin         STRING,
  dest           STRING,
  arrival_delay  INT,
  air_time       INT,
  distance       INT,
  departed       AS TO_TIMESTAMP(departed_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  scheduled      AS TO_TIMESTAMP(scheduled_at, 'yyyy-MM-dd''T''HH:mm''Z'''),
  n              BIGINT METADATA FROM 'offset' VIRTUAL,
  WATERMARK FOR scheduled AS scheduled - INTERVAL '26' HOUR
) WITH (
  'topic' = 'flights',
  'format' = 'csv',
  'csv.null-literal' = ''
);
