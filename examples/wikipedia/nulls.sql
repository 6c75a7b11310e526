-- How many values each column lacks: one statement, many small ones joined by UNION ALL.
CREATE TABLE nulls (
  name   STRING,
  nulls  BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
);

INSERT INTO nulls
SELECT 'cityName', COUNT(*) - COUNT(cityName) FROM wikipedia
UNION ALL
SELECT 'comment', COUNT(*) - COUNT(`comment`) FROM wikipedia
UNION ALL
SELECT 'countryIsoCode', COUNT(*) - COUNT(countryIsoCode) FROM wikipedia
UNION ALL
SELECT 'countryName', COUNT(*) - COUNT(countryName) FROM wikipedia
UNION ALL
SELECT 'delta', COUNT(*) - COUNT(delta) FROM wikipedia
UNION ALL
SELECT 'metroCode', COUNT(*) - COUNT(metroCode) FROM wikipedia
UNION ALL
SELECT 'page', COUNT(*) - COUNT(page) FROM wikipedia
UNION ALL
SELECT 'regionIsoCode', COUNT(*) - COUNT(regionIsoCode) FROM wikipedia
UNION ALL
SELECT 'regionName', COUNT(*) - COUNT(regionName) FROM wikipedia
UNION ALL
SELECT 'user', COUNT(*) - COUNT(`user`) FROM wikipedia;
