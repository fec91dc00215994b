INSERT INTO "📚" ("📖 title", "日本語") VALUES ('Drei', '三')
