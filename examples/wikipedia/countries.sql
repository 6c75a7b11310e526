-- Where anonymous edits come from. Most edits have no country; a key may not be null, so they get the empty text.
CREATE TABLE countries (
  countryIsoCode  STRING,
  countryName     STRING,
  edits           BIGINT,
  with_city       BIGINT,
  with_metro      BIGINT,
  PRIMARY KEY (countryIsoCode, countryName) NOT ENFORCED
);

INSERT INTO countries
SELECT code, name, COUNT(*), COUNT(cityName), COUNT(metroCode)
FROM (
  SELECT COALESCE(countryIsoCode, '') AS code, COALESCE(countryName, '') AS name, cityName, metroCode
  FROM wikipedia
)
GROUP BY code, name;
