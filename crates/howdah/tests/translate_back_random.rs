//! Made-up expressions over made-up rows give the same answers in both engines, where they are translated at all.
//!
//! `HOWDAH_SEED` repeats a run, `HOWDAH_CALLS` is the number of expressions.

#[path = "runtime_functions/both.rs"]
#[allow(dead_code, reason = "of this only the dice are used")]
mod both;
mod translate_back_support;

use both::Dice;
use howdah::translate::back;
use translate_back_support::{Engines, columns};

/// What an expression yields.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Truth,
    Whole,
    Decimal,
    Real,
    Text,
    Padded,
    Uuid,
    Date,
    Stamp,
    Zoned,
    Clock,
    Mood,
    Json,
    Texts,
    Bytes,
}

const SORTS: &[Sort] = &[
    Sort::Whole,
    Sort::Whole,
    Sort::Decimal,
    Sort::Real,
    Sort::Text,
    Sort::Text,
    Sort::Padded,
    Sort::Uuid,
    Sort::Date,
    Sort::Stamp,
    Sort::Zoned,
    Sort::Clock,
    Sort::Mood,
    Sort::Json,
    Sort::Texts,
    Sort::Bytes,
];

struct Maker(Dice);

impl Maker {
    fn word(&mut self, words: &[&'static str]) -> String {
        self.0.word(words).to_owned()
    }

    fn column(&mut self, sort: Sort) -> String {
        self.word(match sort {
            Sort::Truth => &["b", "b2"],
            Sort::Whole => &["i", "j", "k", "\"Odd \"\"name\"", "id"],
            Sort::Decimal => &["n", "m"],
            Sort::Real => &["r", "d", "e"],
            Sort::Text => &["s", "t", "u", "u2", "u", "u2", "nd"],
            Sort::Padded => &["c", "c2"],
            Sort::Uuid => &["g", "g2"],
            Sort::Date => &["da", "da2"],
            Sort::Stamp => &["ts", "ts2", "mt"],
            Sort::Zoned => &["tz", "tz2"],
            Sort::Clock => &["ti"],
            Sort::Mood => &["mo", "mo2"],
            Sort::Json => &["jb"],
            Sort::Texts => &["ta"],
            Sort::Bytes => &["by"],
        })
    }

    fn literal(&mut self, sort: Sort) -> String {
        if self.0.one_in(15) {
            return "NULL".into();
        }
        match sort {
            Sort::Whole => self.0.number(-12, 12).to_string(),
            Sort::Decimal => format!("{}.{}", self.0.number(-30, 30), self.0.number(0, 99)),
            _ => self.word(match sort {
                Sort::Truth => &["true", "false"],
                Sort::Real => {
                    &["0.5::float8", "'0.1'::float8", "2::float8", "'-infinity'::float8", "1e10::float8"]
                }
                Sort::Text => &[
                    "'a'",
                    "''",
                    "'new'",
                    "'AB12'",
                    "'äöü'",
                    "'Äöü'",
                    "' a '",
                    "'a%b_c\\d'",
                    "'12345'",
                    "'日本'",
                ],
                Sort::Padded => {
                    &["'ab'::bpchar", "'AB'::bpchar", "'a '::bpchar", "''::bpchar", "'1234'::bpchar"]
                }
                Sort::Uuid => &[
                    "'00000000-0000-0000-0000-000000000000'::uuid",
                    "'7C9E6679-7425-40DE-944B-E07FC1F90AE7'::uuid",
                ],
                Sort::Date => {
                    &["'2024-02-29'::date", "'0001-01-01'::date", "'9999-12-31'::date", "'2023-06-15'::date"]
                }
                Sort::Stamp => &[
                    "'2024-02-29 00:00:00'::timestamp",
                    "'1999-12-31 23:59:59.999999'::timestamp",
                    "'2024-01-31 01:02:03.10'::timestamp",
                ],
                Sort::Zoned => &[
                    "'2024-02-29 00:00:00+00'::timestamptz",
                    "'2024-01-31 01:02:03+05:30'::timestamptz",
                    "'1999-12-31 23:59:59.5+02'::timestamptz",
                ],
                Sort::Clock => &["'13:00:00.5'::time", "'00:00'::time", "'12:00'::time"],
                Sort::Mood => &["'sad'::mood", "'happy'::mood"],
                Sort::Json => &["'{}'::jsonb", "'[]'::jsonb", "'\"x\"'::jsonb", "'1.5'::jsonb"],
                Sort::Texts => &["'{}'::text[]", "'{a,b}'::text[]", "ARRAY['x']"],
                Sort::Bytes => &["'\\x61'::bytea", "'\\x'::bytea"],
                Sort::Whole | Sort::Decimal => unreachable!("made above"),
            }),
        }
    }

    fn leaf(&mut self, sort: Sort) -> String {
        if self.0.one_in(3) { self.literal(sort) } else { self.column(sort) }
    }

    fn make(&mut self, sort: Sort, depth: u32) -> String {
        if depth == 0 || self.0.one_in(6) {
            return self.leaf(sort);
        }
        // What every sort has.
        match self.0.number(0, 11) {
            0 => return format!("COALESCE({}, {})", self.make(sort, depth - 1), self.make(sort, depth - 1)),
            1 => return format!("NULLIF({}, {})", self.make(sort, depth - 1), self.make(sort, depth - 1)),
            2 => {
                return format!(
                    "CASE WHEN {} THEN {} ELSE {} END",
                    self.make(Sort::Truth, depth - 1),
                    self.make(sort, depth - 1),
                    self.make(sort, depth - 1)
                );
            }
            3 if sort != Sort::Json => {
                let function = self.word(&["GREATEST", "LEAST"]);
                return format!("{function}({}, {})", self.make(sort, depth - 1), self.make(sort, depth - 1));
            }
            _ => {}
        }
        match sort {
            Sort::Truth => self.truth(depth),
            Sort::Whole => self.whole(depth),
            Sort::Decimal => match self.0.number(0, 4) {
                0 => format!("({})::numeric", self.make(Sort::Whole, depth - 1)),
                1 => format!("abs({})", self.make(Sort::Decimal, depth - 1)),
                2 => format!("(- {})", self.make(Sort::Decimal, depth - 1)),
                3 => format!(
                    "extract({} from {})",
                    self.word(&["year", "month", "day", "quarter", "doy", "dow", "isodow", "decade"]),
                    self.make(Sort::Date, depth - 1)
                ),
                _ => self.leaf(sort),
            },
            Sort::Real => match self.0.number(0, 5) {
                0 => format!("({})::double precision", self.make(Sort::Whole, depth - 1)),
                1 => format!("({})::double precision", self.make(Sort::Decimal, depth - 1)),
                2 => format!("abs({})", self.make(Sort::Real, depth - 1)),
                3 => format!("(- {})", self.make(Sort::Real, depth - 1)),
                4 => format!(
                    "({} {} {})",
                    self.make(Sort::Real, depth - 1),
                    self.word(&["+", "-", "*", "/"]),
                    self.literal(Sort::Real)
                ),
                _ => self.leaf(sort),
            },
            Sort::Text => self.text(depth),
            Sort::Padded => self.leaf(sort),
            Sort::Uuid | Sort::Clock | Sort::Mood | Sort::Json | Sort::Texts | Sort::Bytes => self.leaf(sort),
            Sort::Date => format!("({})::date", self.make(Sort::Stamp, depth - 1)),
            Sort::Stamp => match self.0.number(0, 2) {
                0 => format!("({})::timestamp", self.make(Sort::Date, depth - 1)),
                1 => format!("({} AT TIME ZONE 'UTC')", self.make(Sort::Zoned, depth - 1)),
                _ => format!(
                    "date_trunc('{}', {})",
                    self.word(&["year", "month", "day", "hour", "minute", "second"]),
                    self.make(Sort::Stamp, depth - 1)
                ),
            },
            Sort::Zoned => format!("({} AT TIME ZONE 'UTC')", self.make(Sort::Stamp, depth - 1)),
        }
    }

    fn truth(&mut self, depth: u32) -> String {
        let depth = depth - 1;
        let sort = *self.0.pick(SORTS);
        match self.0.number(0, 13) {
            0 => format!("({} AND {})", self.make(Sort::Truth, depth), self.make(Sort::Truth, depth)),
            1 => format!("({} OR {})", self.make(Sort::Truth, depth), self.make(Sort::Truth, depth)),
            2 => format!("(NOT {})", self.make(Sort::Truth, depth)),
            3 => {
                let test = self.word(&["IS NULL", "IS NOT NULL"]);
                format!("({} {test})", self.make(sort, depth))
            }
            4 => {
                let test = self.word(&["IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN"]);
                format!("({} {test})", self.make(Sort::Truth, depth))
            }
            5 => format!(
                "({} {}BETWEEN {} AND {})",
                self.make(sort, depth),
                self.word(&["", "NOT "]),
                self.make(sort, depth),
                self.make(sort, depth)
            ),
            6 => {
                let list: Vec<String> = (0..self.0.number(1, 4)).map(|_| self.literal(sort)).collect();
                format!("({} {}IN ({}))", self.make(sort, depth), self.word(&["", "NOT "]), list.join(", "))
            }
            7 => {
                let pattern = self.pattern();
                let like = self.word(&["LIKE", "NOT LIKE", "ILIKE"]);
                format!("({} {like} '{pattern}')", self.make(Sort::Text, depth))
            }
            8 => {
                let regex = self.regex();
                let operator = self.word(&["~", "!~"]);
                format!("({} {operator} '{regex}')", self.make(Sort::Text, depth))
            }
            9 => format!(
                "({} IS {}DISTINCT FROM {})",
                self.make(sort, depth),
                self.word(&["", "NOT "]),
                self.make(sort, depth)
            ),
            10 => format!(
                "(jb ->> '{}' {} '{}')",
                self.word(&["a", "b", "d", "e", "f"]),
                self.word(&["=", "<>"]),
                self.word(&["1", "x", "1.50", "true", "2"])
            ),
            _ => {
                let operator = self.word(&["=", "<>", "<", "<=", ">", ">="]);
                format!("({} {operator} {})", self.make(sort, depth), self.make(sort, depth))
            }
        }
    }

    fn whole(&mut self, depth: u32) -> String {
        let depth = depth - 1;
        match self.0.number(0, 11) {
            0 => format!("(- {})", self.make(Sort::Whole, depth)),
            1 => format!("abs({})", self.make(Sort::Whole, depth)),
            2 => format!("length({})", self.make(Sort::Text, depth)),
            3 => format!("octet_length({})", self.make(Sort::Text, depth)),
            4 => format!("strpos({}, {})", self.make(Sort::Text, depth), self.literal(Sort::Text)),
            5 => {
                format!("num_nonnulls({}, {}, i)", self.make(Sort::Text, depth), self.make(Sort::Date, depth))
            }
            6 => format!("({})::integer", self.make(Sort::Truth, depth)),
            7 => self.word(&[
                "array_length(ta, 1)",
                "cardinality(ia)",
                "jsonb_array_length(jb -> 'c')",
                "length(c)",
                "length(by)",
            ]),
            8 => format!("({} - {})", self.make(Sort::Date, depth), self.make(Sort::Date, depth)),
            _ => {
                let operator = self.word(&["+", "-", "*", "/", "%", "&", "|"]);
                format!("({} {operator} {})", self.make(Sort::Whole, depth), self.make(Sort::Whole, depth))
            }
        }
    }

    fn text(&mut self, depth: u32) -> String {
        let depth = depth - 1;
        match self.0.number(0, 13) {
            0 => format!("({} || {})", self.make(Sort::Text, depth), self.make(Sort::Text, depth)),
            1 => format!("({} || {})", self.make(Sort::Text, depth), self.make(Sort::Whole, depth)),
            2 => format!("({})::text", self.make(Sort::Whole, depth)),
            3 => format!("({})::text", self.make(Sort::Padded, depth)),
            4 => format!("({})::text", self.make(Sort::Mood, depth)),
            5 => format!("({})::text", self.make(Sort::Uuid, depth)),
            6 => format!("({})::text", self.make(Sort::Truth, depth)),
            7 => format!("{}({})", self.word(&["btrim", "ltrim", "rtrim"]), self.make(Sort::Text, depth)),
            8 => format!("btrim({}, {})", self.make(Sort::Text, depth), self.literal(Sort::Text)),
            9 => format!(
                "substr({}, {}, {})",
                self.make(Sort::Text, depth),
                self.0.number(0, 4),
                self.0.number(0, 4)
            ),
            10 => format!(
                "{}({}, {})",
                self.word(&["left", "right"]),
                self.make(Sort::Text, depth),
                self.0.number(-1, 4)
            ),
            11 => format!("{}({})", self.word(&["lower", "upper"]), self.make(Sort::Text, depth)),
            12 => format!(
                "replace({}, {}, {})",
                self.make(Sort::Text, depth),
                self.literal(Sort::Text),
                self.literal(Sort::Text)
            ),
            _ => format!("(({}) COLLATE \"C\")", self.make(Sort::Text, depth)),
        }
    }

    fn pattern(&mut self) -> String {
        self.0.text(&["a", "%", "_", "b", "[", "]", "*", "?", "1", "ä", "\\\\", "\\%", "^", "-"], 5)
    }

    /// Pieces of a regular expression, most of them of the kind that GLOB can say.
    fn regex(&mut self) -> String {
        let start = self.word(&["^", "^", ""]);
        let end = self.word(&["$", "$", ""]);
        let mut out = start;
        for _ in 0..self.0.number(1, 3) {
            out.push_str(&self.word(&[
                "a",
                "A",
                "[a-z]",
                "[A-Z]",
                "[0-9]",
                "[^a-z]",
                "[a-z0-9_-]",
                ".",
                "\\.",
                "ä",
                "[äöü]",
                "1",
                "%",
                "[]a]",
                "[^]]",
                "[a^]",
            ]));
            if self.0.one_in(2) {
                out.push_str(&self.word(&["*", "+", "?", "{2}", "{1,3}", "{2,}"]));
            }
        }
        out + &end
    }
}

#[test]
fn made_up_expressions_answer_alike_where_they_are_said() {
    let mut maker = Maker(Dice::new());
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<usize>().expect(name));
    let calls = number("HOWDAH_CALLS").or(number("HOWDAH_SOAK").map(|rounds| rounds * 100)).unwrap_or(2_000);
    let mut engines = Engines::with_rows("translate_back_random", 25, &mut || maker.0.bits());
    let questions: Vec<String> = (0..calls)
        .map(|_| {
            let sort = if maker.0.one_in(2) { Sort::Truth } else { *maker.0.pick(SORTS) };
            let depth = maker.0.number(1, 3) as u32;
            maker.make(sort, depth)
        })
        .collect();
    let words = engines.words_of(&questions);
    let columns = columns();
    let (mut said, mut refused, mut no_question) = (0_usize, 0_usize, 0_usize);
    let mut wrong = Vec::new();
    for words in words {
        let Ok(words) = words else {
            no_question += 1;
            continue;
        };
        match back::expression(&words, &columns) {
            Err(_) => refused += 1,
            Ok((sql, stored)) => {
                said += 1;
                wrong.extend(engines.difference(&words, &sql, stored));
            }
        }
    }
    println!("{said} said, {refused} refused, {no_question} that PostgreSQL refuses");
    let count = wrong.len();
    wrong.truncate(8);
    assert!(count == 0, "{count} of {said} differ:\n{}", wrong.join("\n"));
    assert!(said * 4 > calls, "only {said} of {calls} were translated");
}
