-- The day in one row. There is no window, so the row is kept up to date with every edit: each record of the topic
-- replaces the one before it, because both have the same key.
CREATE TABLE totals (
  name                STRING,
  edits                BIGINT,
  first_time           TIMESTAMP_LTZ(3),
  last_time            TIMESTAMP_LTZ(3),
  added                BIGINT,
  deleted              BIGINT,
  delta                BIGINT,
  min_delta            BIGINT,
  max_delta            BIGINT,
  users                BIGINT,
  channels             BIGINT,
  pages                BIGINT,
  channel_pages        BIGINT,
  namespaces           BIGINT,
  page_code_points     BIGINT,
  page_utf8_bytes      BIGINT,
  comment_code_points  BIGINT,
  comment_utf8_bytes   BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO totals
SELECT
  'all',
  COUNT(*),
  MIN(`time`),
  MAX(`time`),
  SUM(added),
  SUM(deleted),
  SUM(delta),
  MIN(delta),
  MAX(delta),
  COUNT(DISTINCT `user`),
  COUNT(DISTINCT channel),
  COUNT(DISTINCT page),
  COUNT(DISTINCT channel || ' ' || page),   -- no channel has a space in it
  COUNT(DISTINCT namespace),
  SUM(CAST(CHAR_LENGTH(page) AS BIGINT)),
  SUM(CAST(OCTET_LENGTH(page) AS BIGINT)),   -- bytes of UTF-8
  SUM(CAST(CHAR_LENGTH(`comment`) AS BIGINT)),
  SUM(CAST(OCTET_LENGTH(`comment`) AS BIGINT))
FROM wikipedia;
