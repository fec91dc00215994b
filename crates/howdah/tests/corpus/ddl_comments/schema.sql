-- item: 63
CREATE TABLE /* the books */ book ( -- one row a copy
  id INTEGER PRIMARY KEY, -- the number
  title TEXT NOT NULL /* as printed; 'quoted', (not closed */ DEFAULT '--', -- it's
  year INT CHECK /* sane */ (year > 1000 -- )
  ), /* last */
  CONSTRAINT -- named
    once UNIQUE (title, year)
) -- the end
;
INSERT INTO book VALUES (1, 'Faust', 1808), (2, '/* */', NULL);
