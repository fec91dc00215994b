//! Text that PostgreSQL cannot hold: refused by default with the rows listed, and carried in each of the ways that the
//! user may choose, with the original bytes kept.

mod support;

use howdah::catalog::map::FlawPolicy;
use support::case::{Case, found, ledger, said};

/// Row 2 has a NUL, row 3 bad UTF-8, row 5 both in one text; backslashes stand in a good and in a bad text.
const SOURCE: &str = r"
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b VARCHAR(20));
INSERT INTO t VALUES (1, 'fine', 'fine'), (2, 'be\' || char(0) || 'hind', 'back\slash'), (3, 'x', CAST(x'5a6feb' AS TEXT)),
    (4, NULL, ''), (5, CAST(x'00ff' AS TEXT), 'y');
CREATE TABLE beside (k TEXT PRIMARY KEY);
INSERT INTO beside VALUES ('good');
";

const ORIGINALS: &str = "SELECT m.source_table, o.column_no, encode(o.row_key, 'hex'), o.class, encode(o.bytes, 'hex'), \
     o.changed FROM howdah.original o JOIN howdah.table_map m USING (migration, table_no) ORDER BY 1, 3, 2";

const REJECTED: &str = "SELECT m.source_table, r.column_no, r.class, encode(r.bytes, 'hex') FROM howdah.rejected r \
     JOIN howdah.table_map m USING (migration, table_no) ORDER BY 1, r.row_key, 2";

fn policies(case: &mut Case, on_nul: FlawPolicy, on_bad_utf8: FlawPolicy) {
    case.settings.options.on_nul = on_nul;
    case.settings.options.on_bad_utf8 = on_bad_utf8;
}

#[test]
fn by_default_nothing_is_written_and_the_rows_are_listed() {
    let case = Case::new("refuse", SOURCE);
    let said = said(&case.refused(1));
    for part in ["nul", "utf-8", "rowid 2", "rowid 3", "rowid 5", "--on-nul bytea | escape | reject-row"] {
        assert!(said.contains(part), "\"{part}\" is not in: {said}");
    }
    assert!(said.contains("nothing has been written"), "{said}");
    assert!(!said.contains("hind"), "a cell's content is shown: {said}");
}

#[test]
fn as_bytea_every_byte_arrives_in_its_column() {
    let mut case = Case::new("bytea", SOURCE);
    policies(&mut case, FlawPolicy::Bytea, FlawPolicy::Bytea);
    let report = case.carry();
    assert_eq!(
        case.ask("SELECT id, encode(a, 'hex'), encode(b, 'hex') FROM t ORDER BY 1"),
        "1|66696e65|66696e65\n2|62655c0068696e64|6261636b5c736c617368\n3|78|5a6feb\n4|∅|\n5|00ff|79"
    );
    // A column without such text stays what it was.
    assert_eq!(case.ask("SELECT k FROM beside"), "good");
    // The value is the cell; that such bytes were text is kept, for bytes that come later are none. Nothing changed.
    let key = |id: u64| format!("00000008{id:016x}");
    assert_eq!(
        case.ask(ORIGINALS),
        format!("t|2|{}|3|62655c0068696e64|f\nt|3|{}|3|5a6feb|f\nt|2|{}|3|00ff|f", key(2), key(3), key(5))
    );
    assert_eq!(
        ledger(&report),
        ["t.a: same value, original spelling kept, 2", "t.b: same value, original spelling kept, 1"]
    );
    assert!(found(&report, "text-has-nul", "t").message.contains("bytea"));
    assert!(found(&report, "text-not-utf8", "t").message.contains("bytea"));
}

#[test]
fn escaped_texts_are_readable_and_their_originals_are_kept() {
    let mut case = Case::new("escape", SOURCE);
    policies(&mut case, FlawPolicy::Escape, FlawPolicy::Escape);
    let report = case.carry();
    // A backslash is doubled where something is escaped, and nowhere else.
    assert_eq!(
        case.ask("SELECT * FROM t ORDER BY 1"),
        "1|fine|fine\n2|be\\\\\\x00hind|back\\slash\n3|x|Zo\\xeb\n4|∅|\n5|\\x00\\xff|y"
    );
    let key = |id: u64| format!("00000008{id:016x}");
    assert_eq!(
        case.ask(ORIGINALS),
        format!("t|2|{}|3|62655c0068696e64|t\nt|3|{}|3|5a6feb|t\nt|2|{}|3|00ff|t", key(2), key(3), key(5))
    );
    assert_eq!(ledger(&report), ["t.a: changed, original kept, 2", "t.b: changed, original kept, 1"]);
    // The kept bytes are part of the proof: one that is altered is found.
    case.database.execute("UPDATE howdah.original SET bytes = '\\x00' WHERE bytes = '\\x5a6feb'");
    let report = case.verify();
    assert!(!report.proof.expect("a proof").equal);
}

#[test]
fn rejected_rows_stay_behind_with_every_byte_kept_and_the_proof_says_so() {
    let mut case = Case::new("reject", SOURCE);
    policies(&mut case, FlawPolicy::RejectRow, FlawPolicy::RejectRow);
    let report = case.carry();
    assert_eq!(case.ask("SELECT * FROM t ORDER BY 1"), "1|fine|fine\n4|∅|");
    let mut kept: Vec<String> = case.ask(REJECTED).lines().map(str::to_owned).collect();
    kept.sort();
    let mut expected = [
        "t|1|1|0000000000000002",
        "t|2|3|62655c0068696e64",
        "t|3|3|6261636b5c736c617368",
        "t|1|1|0000000000000003",
        "t|2|3|78",
        "t|3|3|5a6feb",
        "t|1|1|0000000000000005",
        "t|2|3|00ff",
        "t|3|3|79",
    ];
    expected.sort();
    assert_eq!(kept, expected);
    assert_eq!(ledger(&report), ["t.: rows left behind, 3"]);
    let line = report.tables.iter().find(|line| line.source == "t").expect("a line");
    assert_eq!((line.source_rows, line.target_rows), (5, Some(2)), "the source has five rows, two arrive");
    let proof = report.proof.expect("a proof");
    let exceptions = proof.exceptions.join("\n");
    assert!(exceptions.contains("\"t\"") && exceptions.contains("3 rows"), "{exceptions}");
    // The rows that stayed behind are part of the proof.
    case.database.execute("DELETE FROM howdah.rejected WHERE bytes = '\\x5a6feb'");
    assert!(!case.verify().proof.expect("a proof").equal);
}

#[test]
fn a_text_with_both_flaws_is_treated_by_the_stricter_choice() {
    let mut case = Case::new("both", SOURCE);
    policies(&mut case, FlawPolicy::Escape, FlawPolicy::RejectRow);
    let report = case.carry();
    assert_eq!(case.ask("SELECT * FROM t ORDER BY 1"), "1|fine|fine\n2|be\\\\\\x00hind|back\\slash\n4|∅|");
    assert_eq!(ledger(&report), ["t.: rows left behind, 2", "t.a: changed, original kept, 1"]);

    case.again("both_turned");
    policies(&mut case, FlawPolicy::RejectRow, FlawPolicy::Escape);
    case.carry();
    assert_eq!(case.ask("SELECT * FROM t ORDER BY 1"), "1|fine|fine\n3|x|Zo\\xeb\n4|∅|");

    // One flaw has a choice, the other has none: still refused, and only the other is listed.
    case.again("one_alone");
    policies(&mut case, FlawPolicy::Escape, FlawPolicy::Refuse);
    let words = said(&case.refused(1));
    assert!(words.contains("utf-8") && words.contains("rowid 5"), "{words}");

    // A column that becomes bytea holds every text as it is.
    case.again("bytea_wins");
    policies(&mut case, FlawPolicy::Bytea, FlawPolicy::RejectRow);
    case.carry();
    assert_eq!(case.ask("SELECT id, encode(a, 'hex') FROM t WHERE id IN (3, 5) ORDER BY 1"), "5|00ff");
}

#[test]
fn keys_with_a_nul_stay_keys_where_their_values_stay_apart() {
    let source = "
        CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
        INSERT INTO t VALUES ('k' || char(0) || '1', 1), ('k' || char(0) || '2', 2), ('k', 3);
        CREATE TABLE child (t TEXT REFERENCES t (k));
        INSERT INTO child VALUES ('k' || char(0) || '2'), ('k'), (NULL);
        CREATE TABLE alone (u TEXT UNIQUE);
        INSERT INTO alone VALUES ('u' || char(0)), ('u\\x00');";
    let keys = "SELECT contype, convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
    let mut case = Case::new("key_bytea", source);
    policies(&mut case, FlawPolicy::Bytea, FlawPolicy::Refuse);
    case.carry();
    assert_eq!(case.ask("SELECT encode(k, 'hex'), n FROM t ORDER BY 2"), "6b0031|1\n6b0032|2\n6b|3");
    assert_eq!(case.ask("SELECT encode(t, 'hex') FROM child ORDER BY 1 NULLS LAST"), "6b\n6b0032\n∅");
    assert_eq!(case.ask(keys), "f|t\np|t\nu|t");

    case.again("key_escape");
    policies(&mut case, FlawPolicy::Escape, FlawPolicy::Refuse);
    let report = case.carry();
    // Escaped, two texts might become one; a key keeps its values apart, so it becomes bytea here too.
    assert_eq!(case.ask("SELECT encode(k, 'hex'), n FROM t ORDER BY 2"), "6b0031|1\n6b0032|2\n6b|3");
    assert_eq!(case.ask(keys), "f|t\np|t\nu|t");
    assert!(found(&report, "text-has-nul", "t").message.contains("bytea"));

    assert_eq!(case.ask("SELECT encode(u, 'hex') FROM alone ORDER BY 1"), "7500\n755c783030");

    case.again("key_reject");
    policies(&mut case, FlawPolicy::RejectRow, FlawPolicy::Refuse);
    let report = case.carry();
    assert_eq!(case.ask("SELECT k, n FROM t"), "k|3");
    assert_eq!(case.ask("SELECT t FROM child ORDER BY 1"), "k\n∅");
    assert_eq!(
        ledger(&report),
        ["t.: rows left behind, 2", "child.: rows left behind, 1", "alone.: rows left behind, 1"]
    );
}

#[test]
fn halves_of_surrogate_pairs_are_found_and_kept_as_their_own_bytes() {
    for (encoding, text) in [("UTF-16le", "610000d86200"), ("UTF-16be", "0061d8000062")] {
        let source = format!(
            "PRAGMA encoding = '{encoding}'; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
             INSERT INTO t VALUES (1, 'zoë 🐘'), (2, CAST(x'{text}' AS TEXT));"
        );
        let mut case = Case::new("surrogates", &source);
        let words = said(&case.refused(1));
        assert!(words.contains("rowid 2"), "{words}");

        policies(&mut case, FlawPolicy::Refuse, FlawPolicy::Escape);
        case.carry();
        assert_eq!(case.ask("SELECT a FROM t ORDER BY id"), "zoë 🐘\na\\xed\\xa0\\x80b");
        // The code point's own three bytes (WTF-8), from which the very unit can be written again.
        assert_eq!(case.ask(ORIGINALS), "t|2|000000080000000000000002|3|61eda08062|t");

        case.again("surrogates_bytea");
        policies(&mut case, FlawPolicy::Refuse, FlawPolicy::Bytea);
        case.carry();
        assert_eq!(case.ask("SELECT encode(a, 'hex') FROM t WHERE id = 2"), "61eda08062");

        case.again("surrogates_reject");
        policies(&mut case, FlawPolicy::Refuse, FlawPolicy::RejectRow);
        case.carry();
        assert_eq!(case.ask("SELECT a FROM t"), "zoë 🐘");
        assert_eq!(case.ask(REJECTED), "t|1|1|0000000000000002\nt|2|3|61eda08062");
    }
}

#[test]
fn a_column_declared_as_something_better_falls_back_to_text_with_its_flaws() {
    let mut case = Case::new(
        "declared",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, day DATETIME, u CHAR(36), doc JSON, n INTEGER);
         INSERT INTO t VALUES (1, '2024-01-01 00:00:00', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '{}', 1),
             (2, 'day' || char(0), 'u' || char(0), '{\"a\":\"' || char(0) || '\"}', 'n' || char(0));",
    );
    let words = said(&case.refused(1));
    for column in ["\"day\"", "t.u", "t.doc", "t.n"] {
        assert!(words.contains(column), "{column} is not in {words}");
    }
    policies(&mut case, FlawPolicy::Escape, FlawPolicy::Refuse);
    case.carry();
    assert_eq!(
        case.ask("SELECT day, u, doc, n FROM t ORDER BY id"),
        "2024-01-01 00:00:00|6f9619ff-8b86-d011-b42d-00c04fc964ff|{}|1\nday\\x00|u\\x00|{\"a\":\"\\x00\"}|n\\x00"
    );
}
