CREATE TABLE public.reading (
    sensor bigint NOT NULL,
    at text COLLATE "C" NOT NULL DEFAULT 'now',
    unit text COLLATE "C" NOT NULL,
    value double precision NOT NULL,
    code text COLLATE "C"
);
ALTER TABLE public.reading ADD CONSTRAINT once PRIMARY KEY (sensor, at);
ALTER TABLE public.reading ADD CONSTRAINT reading_code_key UNIQUE (code);
ALTER TABLE public.reading ADD CONSTRAINT known UNIQUE (unit, code);
ALTER TABLE public.reading ADD CONSTRAINT reading_check CHECK (value > (-274)) NOT VALID;
ALTER TABLE public.reading ADD CONSTRAINT reading_check_2 CHECK (value < 1000) NOT VALID;
ALTER TABLE public.reading VALIDATE CONSTRAINT reading_check;
ALTER TABLE public.reading VALIDATE CONSTRAINT reading_check_2;
-- Changes on-conflict-not-carried reading: IGNORE of key (sensor, at) is not carried
-- Changes on-conflict-not-carried reading: FAIL of key (unit, code) is not carried
-- Changes on-conflict-not-carried reading.sensor: FAIL of NOT NULL is not carried
-- Changes on-conflict-not-carried reading.at: REPLACE of NOT NULL is not carried
-- Changes on-conflict-not-carried reading.unit: REPLACE of NOT NULL is not carried
-- Changes on-conflict-not-carried reading.value: IGNORE of NOT NULL is not carried
-- Note without-rowid reading: WITHOUT ROWID becomes an ordinary table
-- Note on-conflict-not-carried reading: ROLLBACK of CHECK (value < 1000) is not carried
