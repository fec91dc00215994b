SELECT "👤" FROM "👀"
SELECT "🔑", "📖 title" FROM "📚" ORDER BY "🔑"
