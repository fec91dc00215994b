//! Rows whose parent is gone, under each of the policies, in keys of every form: what arrives, what is kept beside it,
//! and what the target's constraints say.

mod support;

use howdah::plan::options::Orphans;
use howdah::report::event::{Event, Watch};
use howdah::report::finding::Level;
use howdah::report::run::RunReport;
use howdah::run::{migrate, plan};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use support::case::{Case, findings, found, ledger, said};

/// Orphans in one column (twice in one row, too), in a composite key and in a self-reference; `edition` is a parent that
/// is an orphan itself.
const SOURCE: &str = "
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob');
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id), editor INTEGER REFERENCES author,
    next INTEGER REFERENCES book (id), title TEXT);
INSERT INTO book VALUES (1, 1, 1, 2, 'one'), (2, 99, 2, NULL, 'two'), (3, 98, 97, NULL, 'three'), (4, 2, 2, 77, 'four'),
    (5, NULL, NULL, NULL, 'five');
CREATE TABLE edition (book INTEGER, number INTEGER, PRIMARY KEY (book, number), FOREIGN KEY (book) REFERENCES book (id));
INSERT INTO edition VALUES (1, 1), (5, 1), (66, 1);
CREATE TABLE copy (id INTEGER PRIMARY KEY, book INTEGER, number INTEGER,
    FOREIGN KEY (book, number) REFERENCES edition DEFERRABLE INITIALLY DEFERRED);
INSERT INTO copy VALUES (1, 1, 1), (2, 1, 2), (3, NULL, 9), (4, 66, 1);
";

const ALL_ROWS: &str = "1|1|1|2|one\n2|99|2|∅|two\n3|98|97|∅|three\n4|2|2|77|four\n5|∅|∅|∅|five";

/// Foreign keys as `table(columns)>parent validated`.
const KEYS: &str = "SELECT c.conrelid::regclass || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.n) \
     FROM unnest(c.conkey) WITH ORDINALITY k(at, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.at) \
     || ')>' || c.confrelid::regclass, c.convalidated FROM pg_constraint c WHERE c.contype = 'f' \
     AND c.connamespace = 'public'::regnamespace ORDER BY 1";

fn with(policy: Orphans, hint: &str, source: &str) -> (Case, RunReport) {
    let mut case = Case::new(hint, source);
    case.settings.options.orphans = policy;
    let report = case.carry();
    (case, report)
}

#[test]
fn by_default_every_row_is_kept_and_the_constraints_check_only_new_ones() {
    let (case, report) = with(Orphans::default(), "keep", SOURCE);
    assert_eq!(case.ask("SELECT * FROM book ORDER BY id"), ALL_ROWS);
    assert_eq!(case.ask("SELECT count(*) FROM edition"), "3");
    assert_eq!(case.ask("SELECT count(*) FROM copy"), "4");
    assert_eq!(
        case.ask(KEYS),
        "book(author)>author|f\nbook(editor)>author|f\nbook(next)>book|f\ncopy(book,number)>edition|f\n\
         edition(book)>book|f"
    );
    // Loudly: a finding a key, with the number of rows and the first of them.
    let all = findings(&report, "foreign-key-orphans");
    assert_eq!(all.len(), 5);
    assert!(
        all.iter().all(|finding| finding.level == Level::Changes && finding.message.contains("NOT VALID"))
    );
    let author = found(&report, "foreign-key-orphans", "book");
    assert!(
        author.message.starts_with("2 rows without a parent in author by (author)"),
        "{}",
        author.message
    );
    assert_eq!(author.rows, ["rowid 2", "rowid 3"]);
    assert_eq!(ledger(&report), Vec::<String>::new());
    // New rows are checked.
    let mut client = case.database.connect();
    client.execute("INSERT INTO book (id, author) VALUES (6, 1)", &[]).expect("a parent that is there");
    client.execute("INSERT INTO book (id, author) VALUES (7, 99)", &[]).expect_err("no such parent");
}

#[test]
fn when_the_user_wants_none_nothing_is_written() {
    let mut case = Case::new("fail", SOURCE);
    case.settings.options.orphans = Orphans::Fail;
    let words = said(&case.refused(1));
    for part in
        ["2 rows without a parent in author", "rowid 2", "rowid 4", "--orphans", "nothing has been written"]
    {
        assert!(words.contains(part), "\"{part}\" is not in: {words}");
    }
    // Without orphans there is nothing to refuse.
    let (case, _) = with(
        Orphans::Fail,
        "fail_whole",
        "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);
         CREATE TABLE b (a INTEGER REFERENCES a); INSERT INTO b VALUES (1), (NULL);",
    );
    assert_eq!(case.ask(KEYS), "b(a)>a|t");
}

#[test]
fn quarantined_rows_are_kept_whole_beside_the_tables() {
    let (case, report) = with(Orphans::Quarantine, "quarantine", SOURCE);
    assert_eq!(case.ask("SELECT * FROM book ORDER BY id"), "1|1|1|2|one\n5|∅|∅|∅|five");
    assert_eq!(case.ask("SELECT * FROM edition ORDER BY 1"), "1|1\n5|1");
    assert_eq!(case.ask("SELECT * FROM copy ORDER BY 1"), "1|1|1\n3|∅|9\n4|66|1");
    assert_eq!(
        case.ask(
            "SELECT m.source_table, encode(r.row_key, 'hex'), string_agg(coalesce(encode(r.bytes, 'hex'), '∅'), ' ' \
                 ORDER BY r.column_no) \
             FROM howdah.rejected r JOIN howdah.table_map m USING (migration, table_no) \
             WHERE m.source_table IN ('copy', 'edition') GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        "copy|0000000000000002|0000000000000002 0000000000000001 0000000000000002\n\
         edition|0000000000000003|0000000000000042 0000000000000001"
    );
    // Rows whose parent stayed behind have become orphans: `next` of book 1, and copy 4. They are kept, their keys are
    // not validated, and that is said. Keys whose parents are whole are valid.
    assert_eq!(
        case.ask(KEYS),
        "book(author)>author|t\nbook(editor)>author|t\nbook(next)>book|f\ncopy(book,number)>edition|f\n\
         edition(book)>book|t"
    );
    for (table, key) in [("book", "(next)"), ("copy", "(book, number)")] {
        let finding = found(&report, "foreign-key-not-valid", table);
        assert!(finding.detail.as_deref().is_some_and(|detail| detail.contains(key)), "{finding:?}");
    }
    assert_eq!(
        ledger(&report),
        ["book.: rows left behind, 3", "edition.: rows left behind, 1", "copy.: rows left behind, 1"]
    );
    let exceptions = report.proof.expect("a proof").exceptions.join("\n");
    for part in [
        "\"book\": 3 rows stayed behind",
        "\"edition\": 1 row ",
        "\"copy\": 1 row ",
        "howdah.rejected",
        "not valid in the target: the migration gave it up",
    ] {
        assert!(exceptions.contains(part), "{exceptions}");
    }
}

#[test]
fn dropped_rows_are_only_counted() {
    let (case, report) = with(Orphans::Drop, "drop", SOURCE);
    assert_eq!(case.ask("SELECT id FROM book ORDER BY id"), "1\n5");
    assert_eq!(case.ask("SELECT count(*) FROM howdah.rejected"), "0");
    assert_eq!(
        ledger(&report),
        ["book.: rows left behind, 3", "edition.: rows left behind, 1", "copy.: rows left behind, 1"]
    );
    let exceptions = report.proof.expect("a proof").exceptions.join("\n");
    assert!(exceptions.contains("\"book\": 3 rows were left out by choice"), "{exceptions}");
    found(&case.verify(), "foreign-key-orphans", "book");
}

#[test]
fn nulled_columns_keep_their_originals_and_every_key_becomes_valid() {
    // `edition.book` is in a primary key, so it cannot become NULL: without that table.
    let source = SOURCE.replace("(66, 1)", "(5, 2)").replace("(4, 66, 1)", "(4, 5, 2)");
    let (case, report) = with(Orphans::Null, "null", &source);
    // Row 3 has two orphaned keys: both become NULL.
    assert_eq!(
        case.ask("SELECT * FROM book ORDER BY id"),
        "1|1|1|2|one\n2|∅|2|∅|two\n3|∅|∅|∅|three\n4|2|2|∅|four\n5|∅|∅|∅|five"
    );
    assert_eq!(case.ask("SELECT * FROM copy ORDER BY id"), "1|1|1\n2|∅|∅\n3|∅|9\n4|5|2");
    assert_eq!(
        case.ask(KEYS),
        "book(author)>author|t\nbook(editor)>author|t\nbook(next)>book|t\ncopy(book,number)>edition|t\n\
         edition(book)>book|t"
    );
    assert_eq!(
        case.ask(
            "SELECT m.source_table, o.column_no, right(encode(o.row_key, 'hex'), 2), o.class, encode(o.bytes, 'hex'), \
             o.changed FROM howdah.original o JOIN howdah.table_map m USING (migration, table_no) ORDER BY 1, 3, 2"
        ),
        "book|2|02|1|0000000000000063|t\nbook|2|03|1|0000000000000062|t\nbook|3|03|1|0000000000000061|t\n\
         book|4|04|1|000000000000004d|t\ncopy|2|02|1|0000000000000001|t\ncopy|3|02|1|0000000000000002|t"
    );
    assert_eq!(ledger(&report)[0], "book.author: changed, original kept, 2");
    let exceptions = report.proof.expect("a proof").exceptions.join("\n");
    assert!(exceptions.contains("\"book\": 4 cells arrived as other values"), "{exceptions}");
}

#[test]
fn what_cannot_become_null_or_be_found_again_is_refused() {
    let mut case = Case::new("not_null", SOURCE);
    case.settings.options.orphans = Orphans::Null;
    let words = said(&case.refused(1));
    assert!(words.contains("edition") && words.contains("may not be null"), "{words}");

    let mut case = Case::new(
        "no_rowid",
        "CREATE TABLE p (id INTEGER PRIMARY KEY);
         CREATE TABLE c (k TEXT PRIMARY KEY, p INTEGER REFERENCES p) WITHOUT ROWID; INSERT INTO c VALUES ('x', 1);",
    );
    for policy in [Orphans::Quarantine, Orphans::Drop, Orphans::Null] {
        case.settings.options.orphans = policy;
        let words = said(&case.refused(1));
        assert!(words.contains("no rowid") && words.contains("--orphans not-valid"), "{words}");
    }
    case.settings.options.orphans = Orphans::NotValid;
    case.carry();
    assert_eq!(case.ask("SELECT * FROM c"), "x|1");
}

#[test]
fn rings_of_tables_and_ids_that_are_texts_are_treated_alike() {
    let source = "
        CREATE TABLE egg (id TEXT PRIMARY KEY, hen TEXT REFERENCES hen (id));
        CREATE TABLE hen (id TEXT PRIMARY KEY, egg TEXT REFERENCES egg (id));
        INSERT INTO egg VALUES ('e1', 'h1'), ('e2', 'gone'), ('e3', 'h3');
        INSERT INTO hen VALUES ('h1', 'e1'), ('h2', 'e2'), ('h3', NULL);
        CREATE TABLE loose (n NUMERIC REFERENCES num (id)); CREATE TABLE num (id INTEGER PRIMARY KEY);
        INSERT INTO num VALUES (1); INSERT INTO loose VALUES (1), (2), ('x'), (1.5);";
    let (case, report) = with(Orphans::NotValid, "ring_keep", source);
    assert_eq!(case.ask(KEYS), "egg(hen)>hen|f\nhen(egg)>egg|t\nloose(n)>num|f");
    assert!(found(&report, "foreign-key-orphans", "loose").message.starts_with("3 rows"));

    let (case, report) = with(Orphans::Quarantine, "ring_quarantine", source);
    // Hen 2 has lost its egg by that.
    assert_eq!(case.ask("SELECT id FROM egg UNION ALL SELECT id FROM hen ORDER BY 1"), "e1\ne3\nh1\nh2\nh3");
    assert_eq!(case.ask("SELECT * FROM loose"), "1");
    assert_eq!(case.ask(KEYS), "egg(hen)>hen|t\nhen(egg)>egg|f\nloose(n)>num|t");
    found(&report, "foreign-key-not-valid", "hen");

    let (case, _) = with(Orphans::Null, "ring_null", source);
    assert_eq!(case.ask("SELECT id, hen FROM egg ORDER BY 1"), "e1|h1\ne2|∅\ne3|h3");
    assert_eq!(case.ask(KEYS), "egg(hen)>hen|t\nhen(egg)>egg|t\nloose(n)>num|t");
}

#[test]
fn rows_left_behind_for_their_text_leave_orphans_that_are_said() {
    let mut case = Case::new(
        "cascade",
        "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);
         INSERT INTO p VALUES (1, 'fine'), (2, 'be' || char(0) || 'hind');
         CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id)); INSERT INTO c VALUES (1, 1), (2, 2);
         CREATE TABLE d (p INTEGER REFERENCES p (id)); INSERT INTO d VALUES (1);",
    );
    case.settings.options.on_nul = howdah::catalog::map::FlawPolicy::RejectRow;
    let report = case.carry();
    assert_eq!(case.ask("SELECT id FROM c ORDER BY 1"), "1\n2");
    assert_eq!(case.ask(KEYS), "c(p)>p|f\nd(p)>p|t");
    let finding = found(&report, "foreign-key-not-valid", "c");
    assert_eq!(finding.level, Level::Loss);
    assert!(finding.sql.as_deref().is_some_and(|sql| sql.contains("VALIDATE CONSTRAINT")));
    // The same is said when it is proven again.
    let again = case.carry();
    found(&again, "foreign-key-not-valid", "c");
    case.database.execute("DELETE FROM c WHERE id = 2");
    case.database.execute(finding.sql.as_deref().expect("the statement"));
}

#[test]
fn where_the_target_gets_no_key_the_choice_is_said_to_have_no_effect() {
    let source = "CREATE TABLE p (id INTEGER PRIMARY KEY);
        CREATE TABLE b (a INTEGER REFERENCES missing (id), p INTEGER REFERENCES p);
        INSERT INTO b VALUES (1, 7), (NULL, NULL), (2, 8);";
    for (policy, word) in [
        (Orphans::Drop, "drop"),
        (Orphans::Null, "null"),
        (Orphans::Quarantine, "quarantine"),
        (Orphans::Fail, "fail"),
    ] {
        let mut case = Case::new(word, source);
        case.settings.options.orphans = policy;
        // The parent exists and has no such rows, and it is not carried.
        case.settings.options.exclude = vec!["p".into()];
        let report = case.carry();
        assert_eq!(case.ask("SELECT count(a), count(p), count(*) FROM b"), "2|2|3");
        let keys = findings(&report, "foreign-key-not-carried");
        assert_eq!(keys.len(), 2);
        let no_effect = format!("--orphans {word} has no effect on this key");
        for key in keys {
            assert!(key.detail.as_ref().is_some_and(|detail| detail.starts_with(&no_effect)), "{key:?}");
        }
        let rows = found(&report, "foreign-key-orphans", "b");
        assert_eq!(
            rows.message,
            format!(
                "2 rows without a parent in p by (p): all rows are kept; --orphans {word} has no effect, since the \
                 target gets no such constraint: the parent table is not carried"
            )
        );
        assert_eq!(rows.level, Level::Changes);
    }
}

#[test]
fn orphans_that_stay_are_a_warning_with_their_number_and_the_flag() {
    let warnings = |case: &Case| {
        let heard = Mutex::new(Vec::new());
        let sink = |event: Event| {
            if let Event::Warning { text } = event {
                heard.lock().expect("unbroken").push(text);
            }
        };
        let cancelled = AtomicBool::new(false);
        migrate(&case.settings, Watch::new(&sink, &cancelled)).expect("carried");
        plan(&case.settings, Watch::new(&sink, &cancelled)).expect("planned");
        heard.into_inner().expect("unbroken")
    };
    let mut case = Case::new("warned", SOURCE);
    let said = warnings(&case);
    assert_eq!(said.len(), 2, "{said:?}");
    for text in &said {
        assert!(
            text.starts_with("6 references without a parent in 5 foreign keys: all rows are kept"),
            "{text}"
        );
        assert!(
            text.contains("NOT VALID") && text.contains("--orphans fail | quarantine | null | drop"),
            "{text}"
        );
    }
    case.again("warned_not");
    case.settings.options.orphans = Orphans::Quarantine;
    assert_eq!(warnings(&case), Vec::<String>::new());
}
