SELECT page, hits, slowest FROM page_stat ORDER BY page
