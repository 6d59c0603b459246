-- What the demonstration shares: the flights of a carrier that does not exist.
CREATE TABLE flights (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text NOT NULL,
  origin text NOT NULL,
  destination text NOT NULL,
  departure timestamptz NOT NULL,
  delay_minutes integer NOT NULL DEFAULT 0,
  fare numeric(8, 2) NOT NULL
);
ALTER TABLE flights REPLICA IDENTITY FULL;

INSERT INTO flights (number, origin, destination, departure, delay_minutes, fare)
SELECT
  'TB' || (100 + n % 40),
  (ARRAY['FRA', 'MUC', 'HAM', 'BER', 'ZRH', 'VIE'])[1 + n % 6],
  (ARRAY['LIS', 'OSL', 'ARN', 'MAD'])[1 + n % 4],
  timestamptz '2026-11-01 06:00:00+00' + n * interval '23 minutes',
  CASE WHEN n % 7 = 0 THEN n % 90 ELSE 0 END,
  59 + n % 300 + 0.90
FROM generate_series(1, 1000) AS n;

GRANT SELECT ON flights TO feed;
CREATE PUBLICATION tombolo_shop FOR TABLE flights;
