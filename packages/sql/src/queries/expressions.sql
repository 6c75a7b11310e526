SELECT delta + 1, delta + added, delta / 2, price * delta, price / 3, price + ratio, delta % 7, MOD(added, 3), -delta, - - 5, 0.908 * added FROM edits;
SELECT added = 1, price > 2, page = 'x' AND channel <> page, delta IS NULL, isRobot IS NOT TRUE, page IS DISTINCT FROM channel, NOT isRobot OR isRobot IS UNKNOWN FROM edits;
SELECT delta IN (1, 2, 3), channel NOT IN ('a', NULL), added IN (delta, 3), delta BETWEEN SYMMETRIC 5 AND 1, page LIKE 'a!%%' ESCAPE '!' FROM edits;
SELECT CASE channel WHEN 'a' THEN 1 WHEN 'b' THEN 2.5 END, IF(delta > 0, 'p', 'nn'), NULLIF(page, ''), COALESCE(delta, added, 0), IFNULL(price, 0), GREATEST(delta, added) FROM edits;
SELECT CAST(added AS STRING), TRY_CAST(page AS INT), CAST('2020-01-01' AS DATE), CAST(price AS DECIMAL(4, 1)), CAST(`time` AS TIMESTAMP(3)), CAST(NULL AS BIGINT) FROM edits;
SELECT `time` > TIMESTAMP '2020-01-01 00:00:00', `time` + INTERVAL '1' DAY, `time` - INTERVAL '2' MONTH, happened > '2020-01-01', day_of = DATE '2020-01-01' FROM (SELECT CAST(happened AS TIMESTAMP_LTZ(3)) AS `time`, happened, day_of FROM plain);
SELECT YEAR(`time`), EXTRACT(EPOCH FROM `time`), FLOOR(`time` TO HOUR), CEIL(ratio), TIMESTAMPADD(DAY, delta, `time`), TIMESTAMPDIFF(MINUTE, `time`, TIMESTAMP '2020-01-01 00:00:00'), DATE_FORMAT(`time`, 'HH:mm') FROM edits;
SELECT TRIM(page), TRIM(LEADING 'x' FROM page), SUBSTRING(page FROM 2 FOR 3), SUBSTR(page, 2), POSITION('a' IN page), page || '!' || channel, CONCAT_WS('-', page, NULL), SPLIT_INDEX(page, '/', 1), REGEXP_EXTRACT(page, '(a)', 1), LPAD(page, 5, ' '), CHAR_LENGTH(page) FROM edits;
SELECT ABS(delta), ROUND(price, 1), ROUND(ratio), TRUNCATE(price, 0), POWER(delta, 2), LOG(2, 8), SIGN(price), SQRT(added) FROM edits;
