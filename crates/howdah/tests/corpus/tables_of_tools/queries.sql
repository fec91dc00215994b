SELECT locale FROM android_metadata
SELECT installed_rank, success FROM flyway_schema_history ORDER BY installed_rank
