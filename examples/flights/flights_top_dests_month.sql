-- The five most frequent destinations of each month and airport, kept up to date.
CREATE TABLE flights_top_dests_month (
  `month`  STRING,
  origin   STRING,
  place    BIGINT,
  dest     STRING,
  flights  BIGINT,
  PRIMARY KEY (`month`, origin, place) NOT ENFORCED
);

INSERT INTO flights_top_dests_month
SELECT `month`, origin, place, dest, flights
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `month`, origin ORDER BY flights DESC, dest) AS place
  FROM (
    SELECT `month`, origin, dest, COUNT(*) AS flights
    FROM (SELECT DATE_FORMAT(scheduled, 'yyyy-MM') AS `month`, origin, dest FROM flights_26_hours)
    GROUP BY `month`, origin, dest
  )
)
WHERE place <= 5;
