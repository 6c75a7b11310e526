-- The ten most edited pages so far. Each place is a key: when a page overtakes another, both places are written anew.
-- Ties stand in order of the page's name (by UTF-8 bytes).
CREATE TABLE top_pages_day (
  place  BIGINT,
  page   STRING,
  edits  BIGINT,
  PRIMARY KEY (place) NOT ENFORCED
);

INSERT INTO top_pages_day
SELECT place, page, edits
FROM (
  SELECT page, edits, ROW_NUMBER() OVER (ORDER BY edits DESC, page) AS place
  FROM (SELECT page, COUNT(*) AS edits FROM wikipedia GROUP BY page)
)
WHERE place <= 10;
