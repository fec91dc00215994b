-- item: 63
CREATE TABLE "Order" (
  -- ------------------------------------
  -- Bestellungen der Kunden ('alle')
  -- ------------------------------------

  id INTEGER PRIMARY KEY,
  /*
   * The sum,
   * in cents
   */
  total INTEGER NOT NULL -- without tax
  , twice INTEGER AS (total * 2) -- computed
  , paid BOOLEAN DEFAULT 0, -- "when" it came
                            -- does not matter
  -- legacy, unused
  note TEXT,
  CHECK (total >= 0) -- no refunds
  -- Ü end
);
CREATE TABLE audit (order_id INTEGER, /* of the order */ what TEXT);
CREATE VIEW unpaid -- who owes us
AS
  /* only the open ones */
  SELECT id, total FROM "Order" WHERE NOT paid -- not this one
;
CREATE TRIGGER log_order AFTER INSERT ON "Order"
-- every order is logged
BEGIN
  -- with its id
  INSERT INTO audit VALUES (new.id, 'neu');
END;
INSERT INTO "Order" (id, total, paid, note) VALUES (1, 100, 1, 'ä'), (2, 250, 0, NULL);
