SELECT id, status, done FROM job ORDER BY id
SELECT id FROM job WHERE started IS NULL
SELECT version_num FROM alembic_version
