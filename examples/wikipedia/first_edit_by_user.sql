-- Each user's first edit: ROW_NUMBER() = 1 keeps one row of a key, here the earliest.
CREATE TABLE first_edit_by_user (
  `user`   STRING,
  `time`   TIMESTAMP_LTZ(3),
  channel  STRING,
  page     STRING,
  PRIMARY KEY (`user`) NOT ENFORCED
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO first_edit_by_user
SELECT `user`, `time`, channel, page
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY `time`) AS n
  FROM wikipedia
)
WHERE n = 1;
