-- The second hospital's database.
CREATE TABLE visits (id int PRIMARY KEY, patient int NOT NULL, ward text, diagnosis text, cost numeric(10,2));
ALTER TABLE visits REPLICA IDENTITY FULL;
GRANT SELECT ON visits TO feed;
CREATE PUBLICATION tombolo_south FOR TABLE visits;
INSERT INTO visits VALUES
  (1, 21, 'cardiology', 'arrhythmia', 820.15),
  (2, 22, 'cardiology', NULL, 60);
