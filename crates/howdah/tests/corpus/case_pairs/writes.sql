UPDATE "Straße" SET "ä" = "Ä"
