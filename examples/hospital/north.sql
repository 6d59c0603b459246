-- The first hospital's database. The role feed may replicate, and owns nothing.
CREATE TABLE visits (id int PRIMARY KEY, patient int NOT NULL, ward text, diagnosis text, cost numeric(10,2));
ALTER TABLE visits REPLICA IDENTITY FULL;
GRANT SELECT ON visits TO feed;
CREATE PUBLICATION tombolo_north FOR TABLE visits;
INSERT INTO visits VALUES
  (1, 4711, 'surgery', 'appendicitis', 1250.75),
  (2, 4712, 'surgery', 'fracture', 310.25),
  (3, 4711, 'outpatient', 'check-up-after-surgery', 45.5);
