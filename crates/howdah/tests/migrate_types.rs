//! Types: what is declared and what is there decide together; the target's catalogue and its own text say what came of
//! it. Every migration here is proven, so that originals bring the exact cells back.

mod support;

use howdah::plan::options::{Collation, Integers, JsonChoice, TypeChoice};
use howdah::row::format::ZonePolicy;
use howdah::row::logical::LogicalType;
use support::case::{Case, findings, found, said};

/// A column: its declaration, its values as SQLite's SQL, and what PostgreSQL is to have: the type, and the text of
/// each value. A finding that must be there follows behind the type.
type Column = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

/// A table a column, named by position.
fn source(columns: &[Column]) -> String {
    let mut sql = String::new();
    for (at, (declared, values, _, _)) in columns.iter().enumerate() {
        sql.push_str(&format!("CREATE TABLE c{at} (n INTEGER PRIMARY KEY, v {declared});\n"));
        for (n, value) in values.iter().enumerate() {
            sql.push_str(&format!("INSERT INTO c{at} VALUES ({n}, {value});\n"));
        }
    }
    sql
}

/// Holds every column against the target, and names all that differ.
#[track_caller]
fn check(case: &Case, columns: &[Column]) {
    let report = case.carry();
    let mut wrong = Vec::new();
    for (at, (declared, values, expected, texts)) in columns.iter().enumerate() {
        let (type_name, finding) = match expected.split_once(" ! ") {
            Some((type_name, finding)) => (type_name, Some(finding)),
            None => (*expected, None),
        };
        let is = case.ask(&format!(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'c{at}'::regclass AND attname = 'v'"
        ));
        let arrived = case.ask(&format!("SELECT v::text FROM c{at} ORDER BY n"));
        let table = format!("c{at}");
        let all: Vec<&str> = report
            .findings
            .iter()
            .filter(|one| one.object.as_deref() == Some(&table) && one.column.as_deref() == Some("v"))
            .map(|one| one.id.as_str())
            .collect();
        let said = match finding {
            Some(finding) => all.contains(&finding),
            None => all.is_empty(),
        };
        if is != type_name || arrived != texts.join("\n") || !said {
            wrong.push(format!(
                "v {declared} {values:?}: {is} {arrived:?} {all:?}, expected {expected} {texts:?}"
            ));
        }
        let why = report.types.iter().find(|one| one.table == table && one.column == "v").expect("a reason");
        assert!(why.reason.len() > 10, "{why:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const U: &str = "'6f9619ff-8b86-d011-b42d-00c04fc964ff'";
const UUID: &str = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

#[rustfmt::skip]
const BY_DEFAULT: &[Column] = &[
    // Truth values.
    ("BOOLEAN", &["0", "1", "NULL"], "boolean", &["false", "true", "∅"]),
    ("BOOLEAN", &["'t'", "'f'"], "boolean", &["true", "false"]),
    ("BOOL", &["'true'", "'FALSE'"], "boolean", &["true", "false"]),
    ("TINYINT(1)", &["1", "0"], "boolean", &["true", "false"]),
    ("BOOLEAN", &["0", "1", "2"], "bigint ! boolean-holds-other-values", &["0", "1", "2"]),
    ("BOOLEAN", &["'yes'", "'maybe'"], "text ! boolean-holds-other-values", &["yes", "maybe"]),
    ("INTEGER", &["0", "1"], "bigint", &["0", "1"]),
    // Integers.
    ("INTEGER", &["1", "-5", "9223372036854775807"], "bigint", &["1", "-5", "9223372036854775807"]),
    ("SMALLINT", &["1"], "bigint", &["1"]),
    ("UNSIGNED BIG INT", &["7", "'8'"], "bigint", &["7", "8"]),
    ("INT", &["1", "2.5"], "double precision ! storage-classes-mixed", &["1", "2.5"]),
    ("INTEGER", &["9007199254740993", "0.5"], "numeric ! storage-classes-mixed", &["9007199254740993", "0.5"]),
    ("INTEGER", &["1", "'x'", "NULL"], "text ! storage-classes-mixed", &["1", "x", "∅"]),
    ("INTEGER", &["1", "x'00'"], "bytea ! storage-classes-mixed", &["\\x31", "\\x00"]),
    // Floating point: never `real`.
    ("REAL", &["1", "0.1", "-9e999", "9e999"], "double precision", &["1", "0.1", "-Infinity", "Infinity"]),
    ("", &["-0.0", "0.5"], "double precision", &["-0", "0.5"]),
    ("FLOAT(24)", &["1e300", "5e-324"], "double precision", &["1e+300", "5e-324"]),
    ("DOUBLE", &["'abc'", "1.5"], "text ! storage-classes-mixed", &["abc", "1.5"]),
    // Exact decimals, only where every value survives.
    ("DECIMAL(10,2)", &["1.25", "3", "-0.01"], "numeric(10,2)", &["1.25", "3.00", "-0.01"]),
    ("DECIMAL(10,1)", &["1.25"], "numeric ! decimal-wider-than-declared", &["1.25"]),
    ("DECIMAL(4,2)", &["99.99", "100"], "numeric ! decimal-wider-than-declared", &["99.99", "100"]),
    ("NUMERIC", &["1", "2.5"], "numeric", &["1", "2.5"]),
    ("DECIMAL(10,2)", &["9e999", "1"], "double precision ! decimal-wider-than-declared", &["Infinity", "1"]),
    ("MONEY", &["5", "'$5'"], "text ! storage-classes-mixed", &["5", "$5"]),
    // UUIDs in each spelling.
    ("CHAR(36)", &[U], "uuid", &[UUID]),
    ("CHAR(32)", &["'6f9619ff8b86d011b42d00c04fc964ff'"], "uuid", &[UUID]),
    ("UUID", &["'{6F9619FF-8B86-D011-B42D-00C04FC964FF}'"], "uuid", &[UUID]),
    ("UUID", &["x'6f9619ff8b86d011b42d00c04fc964ff'"], "uuid", &[UUID]),
    ("UUID", &[U, "'6F9619FF-8B86-D011-B42D-00C04FC964FF'"], "uuid", &[UUID, UUID]),
    ("CHAR(36)", &[U, "'none'"], "character varying(36)", &[UUID, "none"]),
    ("UUID", &[U, "'none'"], "text ! uuid-not-recognised", &[UUID, "none"]),
    ("TEXT", &[U], "text", &[UUID]),
    // Dates and times.
    ("DATETIME", &["'2024-01-01 10:00:00'", "NULL"], "timestamp with time zone", &["2024-01-01 10:00:00+00", "∅"]),
    ("DATETIME", &["'2024-01-01T10:00:00.5+02:00'"], "timestamp with time zone", &["2024-01-01 08:00:00.5+00"]),
    ("TIMESTAMP", &["1700000000", "0"], "timestamp with time zone", &["2023-11-14 22:13:20+00", "1970-01-01 00:00:00+00"]),
    ("DATETIME", &["1700000000123"], "timestamp with time zone", &["2023-11-14 22:13:20.123+00"]),
    ("DATETIME", &["1700000000123456"], "timestamp with time zone", &["2023-11-14 22:13:20.123456+00"]),
    ("DATETIME", &["2460263.5"], "timestamp with time zone", &["2023-11-15 00:00:00+00"]),
    ("DATETIME", &["'2024-01-01'", "'2024-01-01 10:00'"], "timestamp with time zone",
        &["2024-01-01 00:00:00+00", "2024-01-01 10:00:00+00"]),
    ("DATE", &["'2024-02-29'", "'0001-01-01'"], "date", &["2024-02-29", "0001-01-01"]),
    ("DATE", &["'2024-02-29 01:00:00'"], "timestamp with time zone ! time-not-recognised",
        &["2024-02-29 01:00:00+00"]),
    ("TIME", &["'23:59'", "'24:00:00'", "'01:02:03.004'"], "time without time zone",
        &["23:59:00", "24:00:00", "01:02:03.004"]),
    ("DATETIME", &["'0000-00-00 00:00:00'"], "text ! time-not-recognised", &["0000-00-00 00:00:00"]),
    ("DATE", &["'2023-02-29'", "'2023-02-28'"], "text ! time-not-recognised", &["2023-02-29", "2023-02-28"]),
    ("DATETIME", &["'2024-01-01 00:00:00.123456789'"], "text ! time-beyond-microseconds", &["2024-01-01 00:00:00.123456789"]),
    ("TIME", &["'10:00:00+02:00'"], "text ! time-not-recognised", &["10:00:00+02:00"]),
    ("TIMESTAMP", &["'infinity'"], "text ! time-not-recognised", &["infinity"]),
    ("TEXT", &["'2024-01-01 10:00:00'"], "text", &["2024-01-01 10:00:00"]),
    // JSON: its null is a value.
    ("JSON", &["'{\"b\":1,\"a\":[1, 2.50]}'", "'null'", "NULL", "'\"x\"'"], "jsonb",
        &["{\"a\": [1, 2.50], \"b\": 1}", "null", "∅", "\"x\""]),
    ("JSON", &["1.5", "'{}'"], "jsonb", &["1.5", "{}"]),
    ("TEXT CHECK (json_valid(v))", &["'{\"k\": 1}'"], "jsonb", &["{\"k\": 1}"]),
    ("JSON", &["'{\"a\":\"\\u0000\"}'"], "json ! json-not-jsonb", &["{\"a\":\"\\u0000\"}"]),
    ("JSON", &["'{}'", "'not json'"], "text ! json-not-valid", &["{}", "not json"]),
    ("JSON", &["''"], "text ! json-not-valid", &[""]),
    ("TEXT", &["'{\"k\": 1}'"], "text", &["{\"k\": 1}"]),
    // Texts, by characters and not by bytes.
    ("VARCHAR(5)", &["'äöüäö'", "''"], "character varying(5)", &["äöüäö", ""]),
    ("VARCHAR(5)", &["'a    '", "12"], "character varying(5)", &["a    ", "12"]),
    ("VARCHAR(3)", &["'abcd'"], "text ! text-longer-than-declared", &["abcd"]),
    ("CHAR(3)", &["'ab'"], "character varying(3)", &["ab"]),
    ("CLOB", &["'x'"], "text", &["x"]),
    ("INET", &["'::1'"], "text", &["::1"]),
    ("TEXT", &["'a'", "x'00'"], "bytea ! storage-classes-mixed", &["\\x61", "\\x00"]),
    // Without a declaration, what is there.
    ("", &["1", "2"], "bigint", &["1", "2"]),
    ("", &["0.5", "1"], "double precision", &["0.5", "1"]),
    ("", &["1", "'1'"], "text ! storage-classes-mixed", &["1", "1"]),
    ("", &["1", "1.0", "'1'", "x'31'"], "bytea ! storage-classes-mixed", &["\\x31", "\\x312e30", "\\x31", "\\x31"]),
    ("", &["NULL"], "text", &["∅"]),
    // Bytes.
    ("BLOB", &["x'00ff'", "x''"], "bytea", &["\\x00ff", "\\x"]),
    ("VARBINARY(1)", &["x'0001'"], "bytea", &["\\x0001"]),
    ("BLOB", &["x'00'", "'a'"], "bytea ! storage-classes-mixed", &["\\x00", "\\x61"]),
    ("BLOB", &["'text'"], "text ! blob-holds-text", &["text"]),
    // Without a row, the declaration alone.
    ("BOOLEAN", &[], "boolean", &[]),
    ("INT", &[], "bigint", &[]),
    ("FLOAT", &[], "double precision", &[]),
    ("DECIMAL(8,3)", &[], "numeric(8,3)", &[]),
    ("NUMERIC", &[], "numeric", &[]),
    ("CHAR(36)", &[], "character varying(36)", &[]),
    ("UUID", &[], "uuid", &[]),
    ("DATETIME", &[], "timestamp with time zone", &[]),
    ("DATE", &[], "date", &[]),
    ("TIME", &[], "time without time zone", &[]),
    ("JSON", &[], "jsonb", &[]),
    ("VARCHAR(9)", &[], "character varying(9)", &[]),
    ("BLOB", &[], "bytea", &[]),
    ("", &[], "text", &[]),
];

#[test]
fn each_column_gets_the_best_type_that_holds_every_value() {
    let case = Case::new("default", &source(BY_DEFAULT));
    check(&case, BY_DEFAULT);
    // Text compares by bytes, as in SQLite.
    let other = "SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                 JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relkind = 'r' AND a.attnum > 0 \
                 AND c.relnamespace = 'public'::regnamespace AND l.collname <> 'C'";
    assert_eq!(case.ask(other), "");
}

#[rustfmt::skip]
const AS_DECLARED: &[Column] = &[
    ("SMALLINT", &["-32768", "32767"], "smallint", &["-32768", "32767"]),
    ("SMALLINT", &["32768"], "bigint", &["32768"]),
    ("TINYINT", &["255"], "smallint", &["255"]),
    ("INT", &["2147483647"], "integer", &["2147483647"]),
    ("INT UNSIGNED", &["4294967295"], "bigint", &["4294967295"]),
    ("INTEGER", &["1"], "bigint", &["1"]),
    // JSON as it was written.
    ("JSON", &["'{\"b\": 1,  \"a\":2, \"a\":3}'", "'null'", "NULL"], "json",
        &["{\"b\": 1,  \"a\":2, \"a\":3}", "null", "∅"]),
    // Times that name no zone have none.
    ("DATETIME", &["'2024-01-01 10:00:00'"], "timestamp without time zone", &["2024-01-01 10:00:00"]),
    ("DATETIME", &["'2024-01-01 10:00:00Z'"], "timestamp with time zone", &["2024-01-01 10:00:00+00"]),
    ("DATETIME", &["1700000000"], "timestamp with time zone", &["2023-11-14 22:13:20+00"]),
    ("DATETIME", &["'2024-01-01 10:00:00'", "'2024-01-01 10:00:00Z'"], "text ! time-not-recognised",
        &["2024-01-01 10:00:00", "2024-01-01 10:00:00Z"]),
    ("DATETIME", &[], "timestamp without time zone", &[]),
];

#[test]
fn integers_json_zones_and_collation_are_as_the_user_says() {
    let mut case = Case::new("declared", &source(AS_DECLARED));
    let options = &mut case.settings.options;
    options.integers = Integers::Declared;
    options.json = JsonChoice::Exact;
    options.zone = ZonePolicy::None;
    options.collation = Collation::Database;
    check(&case, AS_DECLARED);
    assert_eq!(
        case.ask(
            "SELECT DISTINCT l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relkind = 'r' AND a.attnum > 0 \
             AND c.relnamespace = 'public'::regnamespace"
        ),
        "default"
    );

    let mut case = Case::new(
        "offset",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, day DATE);
         INSERT INTO t VALUES (1, '2024-01-01 10:00:00', '2024-01-01'), (2, '2024-01-01 10:00:00Z', NULL);",
    );
    case.settings.options.zone = ZonePolicy::Offset(120);
    let report = case.carry();
    assert_eq!(
        case.ask("SELECT at, day FROM t ORDER BY id"),
        "2024-01-01 08:00:00+00|2024-01-01\n2024-01-01 10:00:00+00|∅"
    );
    let zones = findings(&report, "time-zone-assumed");
    assert!(zones.len() == 1 && format!("{:?}", zones[0]).contains("t.at"), "{zones:?}");
}

fn choice(table: &str, column: &str, logical: LogicalType) -> TypeChoice {
    TypeChoice { table: table.into(), column: column.into(), logical }
}

#[test]
fn a_type_that_the_user_names_is_taken_where_it_holds_every_value() {
    let source = "
        CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT, at TEXT, n TEXT, flag INTEGER, code INTEGER, u TEXT, raw TEXT,
            any_text BLOB, price REAL);
        INSERT INTO t VALUES (1, '{\"b\":1,  \"a\":2}', '2024-01-01 10:00:00', '1.50', 1, 7, '6f9619ff-8b86-d011-b42d-00c04fc964ff',
            'bytes', x'00ff', 1.25), (2, NULL, NULL, '-3', 0, NULL, NULL, NULL, 'text', 2);";
    let mut case = Case::new("by_hand", source);
    case.settings.options.types = vec![
        choice("T", "DOC", LogicalType::Jsonb),
        choice("t", "at", LogicalType::Timestamp),
        choice("t", "n", LogicalType::NUMERIC),
        choice("t", "flag", LogicalType::Bool),
        choice("t", "code", LogicalType::TEXT),
        choice("t", "u", LogicalType::Uuid),
        choice("t", "raw", LogicalType::Bytea),
        choice("t", "any_text", LogicalType::TEXT),
        choice("t", "price", LogicalType::Numeric { precision: Some(6), scale: 3 }),
    ];
    let report = case.carry();
    assert_eq!(
        case.ask(
            "SELECT string_agg(format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute \
             WHERE attrelid = 't'::regclass AND attnum > 1"
        ),
        "jsonb, timestamp without time zone, numeric, boolean, text, uuid, bytea, text, numeric(6,3)"
    );
    assert_eq!(
        case.ask("SELECT doc, at, n, flag, code, u, raw, any_text, price FROM t ORDER BY id"),
        "{\"a\": 2, \"b\": 1}|2024-01-01 10:00:00|1.50|t|7|6f9619ff-8b86-d011-b42d-00c04fc964ff|\\x6279746573|\\x00ff|1.250\n\
         ∅|∅|-3|f|∅|∅|∅|text|2.000"
    );
    let why = report.types.iter().find(|one| one.column == "doc").expect("a reason");
    assert!(why.reason.contains("by hand"), "{why:?}");

    // What does not hold every value is refused, with the reason, before anything is written.
    for (column, logical, reason) in [
        ("at", LogicalType::Jsonb, "text that it cannot hold"),
        ("doc", LogicalType::Uuid, "no uuid"),
        ("n", LogicalType::Int8, "text"),
        ("price", LogicalType::Numeric { precision: Some(2), scale: 1 }, "digits"),
        ("raw", LogicalType::Text { max_chars: Some(4) }, "5 characters"),
        ("code", LogicalType::Bool, "integers other than 0 and 1"),
    ] {
        case.again("refused");
        case.settings.options.types = vec![choice("t", column, logical)];
        let words = said(&case.refused(1));
        assert!(words.contains(reason) && words.contains(column), "{column}: \"{reason}\" is not in {words}");
    }
}

#[test]
fn columns_joined_by_foreign_keys_get_one_type() {
    let case = Case::new(
        "groups",
        "CREATE TABLE a (id CHAR(36) PRIMARY KEY, n INT UNIQUE, code VARCHAR(4) UNIQUE, day DATE UNIQUE, x, y,
             UNIQUE (x, y));
         INSERT INTO a VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', 1, 'abcd', '2024-01-01', 1, 'p'),
             ('00000000-0000-0000-0000-000000000001', 2, 'e', '2024-01-02', 2, 'q');
         CREATE TABLE b (id INTEGER PRIMARY KEY, a TEXT UNIQUE REFERENCES a, n BIGINT REFERENCES a (n),
             code TEXT REFERENCES a (code), day DATETIME REFERENCES a (day), y VARCHAR(7), x INTEGER,
             FOREIGN KEY (x, y) REFERENCES a (x, y));
         INSERT INTO b VALUES (1, '6f9619ff-8b86-d011-b42d-00c04fc964ff', 2, 'e', '2024-01-02', 'q', 2),
             (2, NULL, NULL, NULL, NULL, NULL, NULL);
         CREATE TABLE c (a VARCHAR(50) REFERENCES b (a), b TEXT REFERENCES b (id));
         INSERT INTO c VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', '2');
         CREATE TABLE mixed (v UNIQUE); INSERT INTO mixed VALUES (1), ('one');
         CREATE TABLE mixed_child (v INTEGER REFERENCES mixed (v)); INSERT INTO mixed_child VALUES (1), ('one');",
    );
    let report = case.carry();
    let types = "SELECT string_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' \
                 ORDER BY 1) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' \
                 AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relname || '.' || a.attname IN";
    let of = |columns: &str| {
        let answer = case.ask(&format!("{types} ({columns})"));
        let mut all: Vec<String> = answer.split(", ").map(str::to_owned).collect();
        all.sort();
        all.join(", ")
    };
    assert_eq!(of("'a.id', 'b.a', 'c.a'"), "a.id uuid, b.a uuid, c.a uuid");
    assert_eq!(of("'a.n', 'b.n'"), "a.n bigint, b.n bigint");
    assert_eq!(of("'a.code', 'b.code'"), "a.code character varying(4), b.code text");
    assert_eq!(of("'a.day', 'b.day'"), "a.day date, b.day date");
    assert_eq!(
        of("'a.x', 'b.x', 'a.y', 'b.y'"),
        "a.x bigint, a.y text, b.x bigint, b.y character varying(7)"
    );
    // A child of text has an id of text; both hold every value, and the key is a key.
    assert_eq!(of("'b.id', 'c.b'"), "b.id text, c.b text");
    assert_eq!(of("'mixed.v', 'mixed_child.v'"), "mixed.v text, mixed_child.v text");
    found(&report, "foreign-key-types-differ", "b");
    assert_eq!(
        case.ask("SELECT count(*), bool_and(convalidated) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"),
        "8|t"
    );
}

#[test]
fn keys_keep_their_values_apart() {
    let upper = UUID.to_uppercase();
    let case = Case::new(
        "keys",
        &format!(
            "CREATE TABLE t (id UUID PRIMARY KEY); INSERT INTO t VALUES ({U}), ('{upper}');
             CREATE TABLE one (id UUID PRIMARY KEY); INSERT INTO one VALUES ('{upper}');
             CREATE TABLE at (at DATETIME UNIQUE);
             INSERT INTO at VALUES ('2024-01-01 10:00:00'), ('2024-01-01T10:00:00Z');
             CREATE TABLE doc (doc JSON UNIQUE); INSERT INTO doc VALUES ('{{\"a\":1}}'), ('{{\"a\": 1}}');
             CREATE TABLE flag (flag BOOLEAN UNIQUE); INSERT INTO flag VALUES (1), ('true');
             CREATE TABLE any_class (v UNIQUE); INSERT INTO any_class VALUES (1), ('1'), (x'31');
             CREATE TABLE folded (mail TEXT COLLATE NOCASE PRIMARY KEY); INSERT INTO folded VALUES ('Ann');
             CREATE TABLE nulls (code TEXT PRIMARY KEY); INSERT INTO nulls VALUES (NULL), (NULL), ('x');"
        ),
    );
    let report = case.carry();
    assert_eq!(case.ask("SELECT id, pg_typeof(id) FROM t ORDER BY 1"), format!("{upper}|text\n{UUID}|text"));
    assert_eq!(case.ask("SELECT id, pg_typeof(id) FROM one"), format!("{UUID}|uuid"));
    assert_eq!(case.ask("SELECT count(*), min(pg_typeof(at)::text) FROM at"), "2|text");
    assert_eq!(case.ask("SELECT count(*), min(pg_typeof(doc)::text) FROM doc"), "2|text");
    assert_eq!(case.ask("SELECT count(*), min(pg_typeof(flag)::text) FROM flag"), "2|text");
    for table in ["t", "at", "doc", "flag"] {
        found(&report, "key-spellings-differ", table);
    }
    // Three values of one text: no type keeps them apart, so that the key is given up and not a value.
    assert_eq!(case.ask("SELECT count(*), count(DISTINCT v) FROM any_class"), "3|1");
    found(&report, "key-not-carried", "any_class");
    found(&report, "collation-not-carried", "folded");
    found(&report, "primary-key-has-nulls", "nulls");
    assert_eq!(
        case.ask(
            "SELECT conrelid::regclass, contype FROM pg_constraint WHERE contype IN ('p', 'u') \
             AND connamespace = 'public'::regnamespace ORDER BY conrelid::regclass::text"
        ),
        "at|u\ndoc|u\nflag|u\nfolded|p\nnulls|u\none|p\nt|p"
    );
}
