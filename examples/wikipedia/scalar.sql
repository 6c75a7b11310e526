-- Text conditions: LIKE with and without ESCAPE, regular expressions, upper case, comparison of numbers.
CREATE TABLE scalar (
  name                          STRING,
  page_like_talk                 BIGINT,
  empty_comments                 BIGINT,
  section_comments               BIGINT,
  pages_not_ascii                BIGINT,
  ipv4_users                     BIGINT,
  delta_not_added_minus_deleted  BIGINT,
  upper_en                       BIGINT,
  page_with_underscore           BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
);

INSERT INTO scalar
SELECT
  'all',
  COUNT(*) FILTER (WHERE page LIKE 'Talk:%'),
  COUNT(*) FILTER (WHERE `comment` = ''),
  COUNT(*) FILTER (WHERE `comment` LIKE '/*%'),
  COUNT(*) FILTER (WHERE OCTET_LENGTH(page) <> CHAR_LENGTH(page)),   -- more bytes than characters
  COUNT(*) FILTER (WHERE REGEXP(`user`, '^[0-9]{1,3}([.][0-9]{1,3}){3}$')),
  COUNT(*) FILTER (WHERE delta <> added - deleted),
  COUNT(*) FILTER (WHERE UPPER(channel) = '#EN.WIKIPEDIA'),
  COUNT(*) FILTER (WHERE page LIKE '%\_%' ESCAPE '\')
FROM wikipedia;
