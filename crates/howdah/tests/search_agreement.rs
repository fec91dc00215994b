//! Thousands of made-up queries over real English text, asked of SQLite and of the target: how far the rows that are
//! found agree, and the ten best of them. The figures stand in `docs/search.md`.
//!
//! `HOWDAH_QUERIES` is the number of queries a search, `HOWDAH_SEED` the seed.

mod support;

use rusqlite::Connection;
use std::collections::BTreeSet;
use support::case::Case;

/// Rows of the Bible that are searched: enough for rare words and common ones, few enough for a test.
const VERSES: u32 = 4_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Chance that is the same for the same seed (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % limit.max(1) as u64) as usize
    }

    fn of<'t, T: ?Sized>(&mut self, choices: &[&'t T]) -> &'t T {
        choices[self.below(choices.len())]
    }
}

/// Makes queries from the words of the text.
struct Maker<'v> {
    dice: Dice,
    verses: &'v [Vec<String>],
    fts5: bool,
}

impl Maker<'_> {
    /// Some words that follow one another.
    fn run(&mut self, words: usize) -> Vec<String> {
        let verse = &self.verses[self.dice.below(self.verses.len())];
        let start = self.dice.below(verse.len());
        verse[start..].iter().take(words).cloned().collect()
    }

    fn word(&mut self) -> String {
        let word: String = self.run(1).concat().chars().filter(char::is_ascii_alphabetic).collect();
        match word.as_str() {
            "" | "AND" | "OR" | "NOT" | "NEAR" => "the".to_owned(),
            _ => word,
        }
    }

    fn near(&mut self) -> String {
        let count = 2 + self.dice.below(2);
        let mut words: Vec<String> = self
            .run(6)
            .into_iter()
            .map(|word| word.chars().filter(char::is_ascii_alphabetic).collect::<String>())
            .filter(|word| !word.is_empty() && !matches!(word.as_str(), "AND" | "OR" | "NOT" | "NEAR"))
            .collect();
        while words.len() < 2 {
            words.push(self.word());
        }
        let first = self.dice.below(words.len());
        words.swap(0, first);
        if self.fts5 {
            words.truncate(count);
            let distance = self.dice.of(&["", "", ", 0", ", 2", ", 5", ", 30"]);
            return format!("NEAR({}{distance})", words.join(" "));
        }
        let operator = self.dice.of(&[" NEAR ", " NEAR/0 ", " NEAR/3 ", " NEAR/20 "]);
        words[..2].join(operator)
    }

    fn term(&mut self, depth: usize) -> String {
        let quoted = |words: Vec<String>| format!("\"{}\"", words.join(" ").replace('"', ""));
        match self.dice.below(20) {
            0..7 => self.word(),
            7..10 => {
                let word = self.word();
                format!("{}*", &word[..word.len().min(1 + self.dice.below(4))])
            }
            10..13 => {
                let length = 1 + self.dice.below(4);
                quoted(self.run(length))
            }
            13 => format!("^{}", self.word()),
            14 | 15 => self.near(),
            16 if self.fts5 => format!("\"{}\" *", self.run(2).join(" ").replace('"', "")),
            16 => self.dice.of(&["don't", "G-d", "a-b*", "\"G-d\""]).to_owned(),
            17 if self.fts5 => {
                let columns = self.dice.of(&[
                    "first : ",
                    "{book first} : ",
                    "- second : ",
                    "BOOK : ",
                    "-{book second}: ",
                ]);
                format!("{columns}{}", self.word())
            }
            17 => format!("{}{}", self.dice.of(&["book:", "first:", "second:"]), self.word()),
            18 if depth < 3 => format!("({})", self.expression(depth + 1)),
            _ if self.fts5 => format!("{} + {}", self.word(), self.word()),
            _ => self.word(),
        }
    }

    fn expression(&mut self, depth: usize) -> String {
        let mut text = self.term(depth);
        for _ in 0..self.dice.below(3) {
            let next = self.term(depth);
            let alone = !text.ends_with(')') && !next.contains('(');
            let operator = match self.dice.below(5) {
                0 | 1 if alone => " ",
                0..2 => " AND ",
                2 => " OR ",
                3 => " NOT ",
                _ => " AND ",
            };
            text = format!("{text}{operator}{next}");
        }
        text
    }
}

/// A source with a search for each declaration, over three columns: the book, and two halves of each verse.
fn source(searches: &[(&str, &str)]) -> (Case, Vec<Vec<String>>) {
    let bible =
        testkit::real::files().into_iter().find(|path| path.ends_with("bible-jps.db")).expect("the file");
    let tables: String = searches
        .iter()
        .map(|(name, module)| {
            format!(
                "CREATE VIRTUAL TABLE {name} USING {module};
                 INSERT INTO {name} (rowid, book, first, second)
                     SELECT v.id, b.name, substr(v.text, 1, length(v.text) / 2), substr(v.text, length(v.text) / 2 + 1)
                     FROM bible.JPS_verses v JOIN bible.JPS_books b ON b.id = v.book_id WHERE v.id <= {VERSES};"
            )
        })
        .collect();
    let attached = format!("ATTACH '{}' AS bible; BEGIN; {tables} COMMIT", bible.display());
    let case = Case::new("agreement", &attached);
    let db = Connection::open(bible).expect("the file");
    let mut statement = db.prepare("SELECT text FROM JPS_verses WHERE id <= ?1").expect("the verses");
    let verses = statement.query_map([VERSES], |row| row.get::<_, String>(0)).expect("the verses");
    let words = verses.map(|verse| verse.expect("a verse").split_whitespace().map(str::to_owned).collect());
    (case, words.filter(|words: &Vec<String>| !words.is_empty()).collect())
}

#[test]
fn made_up_queries_find_the_same_rows_on_both_sides() {
    let searches = [
        ("porter5", "fts5(book, first, second, tokenize = 'porter')"),
        ("plain5", "fts5(book, first, second, tokenize = 'unicode61 remove_diacritics 2')"),
        ("trigram5", "fts5(book, first, second, tokenize = 'trigram')"),
        ("porter4", "fts4(book, first, second, tokenize=porter)"),
        ("simple4", "fts4(book, first, second)"),
    ];
    let (case, verses) = source(&searches);
    case.carry();
    let count = number("HOWDAH_QUERIES").unwrap_or(500) as usize;
    let seed = number("HOWDAH_SEED").unwrap_or(7);
    println!("seed {seed}, {count} queries a search, {VERSES} rows");
    let db = Connection::open(case.source()).expect("the source");
    let mut client = case.database.connect();
    for (name, module) in searches {
        let mut maker = Maker { dice: Dice(seed), verses: &verses, fts5: module.starts_with("fts5") };
        let sql = format!("SELECT rowid FROM {name} WHERE {name} MATCH ?1");
        let mut statement = db.prepare(&sql).expect("a query");
        let (mut asked, mut agreed, mut found) = (0, 0, 0);
        let mut differing = Vec::new();
        while asked < count {
            let query = maker.expression(0);
            let rows = statement.query_map([&query], |row| row.get(0)).and_then(|rows| rows.collect());
            // What SQLite refuses is another test's matter.
            let Ok(rows): rusqlite::Result<BTreeSet<i64>> = rows else { continue };
            let sql = format!(
                "SELECT rowid FROM {name}, howdah.fts_query($1, '{name}') query WHERE {name} @@ query"
            );
            let answer = client.query(&sql, &[&query]).unwrap_or_else(|error| panic!("{query}: {error:?}"));
            let answer: BTreeSet<i64> = answer.iter().map(|row| row.get(0)).collect();
            asked += 1;
            found += usize::from(!rows.is_empty());
            if answer == rows {
                agreed += 1;
            } else {
                differing.push(format!("{query}: SQLite {}, target {}", rows.len(), answer.len()));
            }
        }
        println!("{name}: {agreed} of {asked} agree, {found} of them find rows");
        differing.iter().take(5).for_each(|line| println!("    {line}"));
        let least = if module.starts_with("fts5") { 99.5 } else { 98.0 };
        assert!(
            agreed as f64 * 100.0 >= least * asked as f64,
            "{name}: {agreed} of {asked}:\n{}",
            differing.join("\n")
        );
        assert!(found * 2 > asked, "{name}: most queries should find something, {found} of {asked} did");
    }
}

#[test]
fn the_ten_best_rows_are_the_same_ones() {
    let (case, verses) = source(&[("ranked", "fts5(book, first, second, tokenize = 'porter')")]);
    case.carry();
    let mut maker = Maker { dice: Dice(number("HOWDAH_SEED").unwrap_or(7)), verses: &verses, fts5: true };
    let db = Connection::open(case.source()).expect("the source");
    let mut client = case.database.connect();
    let (mut best, mut ranked, mut bm25) = (0, 0, 0);
    let mut queries = 0;
    while queries < 60 {
        let words = 1 + maker.dice.below(3);
        let between = maker.dice.of(&[" ", " OR "]);
        let query = (0..words).map(|_| maker.word()).collect::<Vec<_>>().join(between);
        let sql = "SELECT rowid FROM ranked WHERE ranked MATCH ?1 ORDER BY rank, rowid LIMIT 10";
        let mut statement = db.prepare(sql).expect("a query");
        let rows = statement.query_map([&query], |row| row.get(0)).expect("a query");
        let rows: BTreeSet<i64> = rows.map(|row| row.expect("a row")).collect();
        if rows.len() < 10 {
            continue;
        }
        queries += 1;
        best += rows.len();
        for (rank, common) in
            [("howdah.fts_rank(ranked, query)", &mut ranked), ("howdah.fts_bm25(ranked, ranker)", &mut bm25)]
        {
            let sql = format!(
                "WITH asked AS MATERIALIZED (
                     SELECT howdah.fts_query($1, 'ranked') AS query, howdah.fts_ranker($1, 'ranked') AS ranker)
                 SELECT rowid FROM ranked, asked WHERE ranked @@ query ORDER BY {rank} DESC, rowid LIMIT 10"
            );
            let answer = client.query(&sql, &[&query]).unwrap_or_else(|error| panic!("{query}: {error:?}"));
            *common += answer.iter().filter(|row| rows.contains(&row.get(0))).count();
        }
    }
    let share = |common: i32| f64::from(common) * 100.0 / f64::from(best as i32);
    let (ranked, bm25) = (share(ranked as i32), share(bm25 as i32));
    println!("of SQLite's ten best rows, fts_rank has {ranked:.1} % and fts_bm25 {bm25:.1} % among its own");
    assert!(bm25 >= 95.0, "{bm25}");
    assert!(ranked >= 30.0, "{ranked}");
}
