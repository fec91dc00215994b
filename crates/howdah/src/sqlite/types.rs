//! Declared types: SQLite's affinity, and what the words of a declaration meant to the one who wrote them.
//!
//! SQLite reads a declaration only for its affinity; the words themselves are a promise of the application. Both
//! readings are made here, of text alone. What the cells really hold is the profile's matter.

use crate::catalog::map::Affinity;

/// Affinity of a column (<https://sqlite.org/datatype3.html#determination_of_column_affinity>): the five rules by
/// substring, in order. In a STRICT table (<https://sqlite.org/stricttables.html>) ANY has no affinity, as BLOB has.
pub fn affinity(declared: &str, strict: bool) -> Affinity {
    let upper = declared.to_ascii_uppercase();
    let has = |word: &str| upper.contains(word);
    if strict && upper == "ANY" {
        return Affinity::Blob;
    }
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || upper.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// A declaration taken apart: `DECIMAL(10, 2) UNSIGNED` is the words `DECIMAL UNSIGNED` and the arguments `10`, `2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredType {
    /// The words outside parentheses, ASCII upper case, with one space between.
    pub words: String,
    /// What stands between the first parentheses, split at commas.
    pub arguments: Vec<String>,
}

/// What a declaration promises. Names are those of the SQL standard, PostgreSQL, MySQL, SQL Server and Oracle, which
/// applications and their mappers write into SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredClass {
    /// No declaration.
    None,
    /// Truth values; `TINYINT(1)` and `BIT` too, as MySQL's and SQL Server's mappers mean it.
    Boolean,
    /// Integers; plain `INTEGER` is 8 bytes, since that is how SQLite's applications know it.
    Integer {
        /// Bytes of the smallest signed integer of PostgreSQL (2, 4 or 8) that holds the declared one.
        bytes: u8,
    },
    /// Floating point.
    Real,
    /// Exact decimal numbers.
    Decimal {
        /// Digits in all; `None` when the declaration names none.
        precision: Option<u16>,
        /// Digits after the point.
        scale: u16,
    },
    /// Text of varying length.
    Text {
        /// Most characters.
        max: Option<u32>,
    },
    /// Text of one length.
    Char {
        /// Characters.
        length: u32,
    },
    /// UUIDs.
    Uuid,
    /// Days.
    Date,
    /// Times of day.
    Time,
    /// Instants.
    Timestamp {
        /// The declaration names a zone.
        zone: bool,
    },
    /// JSON.
    Json,
    /// Bytes.
    Blob,
    /// Words that say nothing here.
    Other,
}

impl DeclaredType {
    /// Takes a declaration apart. Any text is accepted.
    pub fn parse(declared: &str) -> Self {
        let mut outside = String::new();
        let mut inside = String::new();
        let (mut depth, mut groups) = (0_usize, 0_usize);
        for character in declared.chars() {
            match character {
                '(' => {
                    depth += 1;
                    outside.push(' ');
                }
                ')' if depth > 0 => {
                    depth -= 1;
                    groups += usize::from(depth == 0);
                }
                _ if depth == 0 => outside.push(character),
                _ if groups == 0 => inside.push(character),
                _ => {}
            }
        }
        let words: Vec<String> = outside.split_ascii_whitespace().map(|word| bare(word).to_owned()).collect();
        let arguments = if inside.trim().is_empty() {
            Vec::new()
        } else {
            inside.split(',').map(|argument| argument.trim().to_owned()).collect()
        };
        DeclaredType { words: words.join(" ").to_ascii_uppercase(), arguments }
    }

    /// What the declaration promises.
    pub fn class(&self) -> DeclaredClass {
        let unsigned = self.words.split(' ').any(|word| word == "UNSIGNED");
        let words: Vec<&str> = self
            .words
            .split(' ')
            .filter(|word| !matches!(*word, "UNSIGNED" | "SIGNED" | "ZEROFILL" | "NATIVE" | "NATIONAL"))
            .collect();
        match words.join(" ").as_str() {
            "" if unsigned => DeclaredClass::Integer { bytes: 8 },
            "" => DeclaredClass::None,
            "TINYINT" if self.arguments == ["1"] && !unsigned => DeclaredClass::Boolean,
            "BIT" if self.arguments.is_empty() || self.arguments == ["1"] => DeclaredClass::Boolean,
            "BOOL" | "BOOLEAN" | "LOGICAL" => DeclaredClass::Boolean,
            "TINYINT" | "BYTE" | "INT1" | "YEAR" | "UINT8" => DeclaredClass::Integer { bytes: 2 },
            "SMALLINT" | "INT2" | "INT16" | "SMALLSERIAL" | "SERIAL2" | "SHORT" => {
                DeclaredClass::Integer { bytes: if unsigned { 4 } else { 2 } }
            }
            "MEDIUMINT" | "INT3" | "UINT16" => DeclaredClass::Integer { bytes: 4 },
            "INT" | "INT4" | "INT32" | "SERIAL" | "SERIAL4" => {
                DeclaredClass::Integer { bytes: if unsigned { 8 } else { 4 } }
            }
            "INTEGER" | "BIGINT" | "BIG INT" | "BIGINTEGER" | "INT8" | "INT64" | "UINT32" | "UINT64"
            | "BIGSERIAL" | "SERIAL8" | "LONG" | "LONGINTEGER" => DeclaredClass::Integer { bytes: 8 },
            "REAL" | "FLOAT" | "FLOAT4" | "FLOAT8" | "FLOAT32" | "FLOAT64" | "DOUBLE"
            | "DOUBLE PRECISION" => DeclaredClass::Real,
            "DECIMAL" | "DEC" | "NUMERIC" | "NUMBER" | "FIXED" | "MONEY" | "SMALLMONEY" | "CURRENCY"
            | "BIGDECIMAL" => self.decimal(),
            "TEXT"
            | "TINYTEXT"
            | "MEDIUMTEXT"
            | "LONGTEXT"
            | "NTEXT"
            | "CITEXT"
            | "CLOB"
            | "NCLOB"
            | "STRING"
            | "VARCHAR"
            | "NVARCHAR"
            | "VARCHAR2"
            | "NVARCHAR2"
            | "CHARACTER VARYING"
            | "CHAR VARYING"
            | "VARYING CHARACTER"
            | "LONGVARCHAR"
            | "LONG VARCHAR"
            | "CHARACTER LARGE OBJECT" => DeclaredClass::Text { max: self.number(0) },
            // The arguments of an ENUM or a SET are its words, not a length.
            "ENUM" | "SET" => DeclaredClass::Text { max: None },
            "CHAR" | "NCHAR" | "CHARACTER" | "BPCHAR" => match self.number(0) {
                Some(length) => DeclaredClass::Char { length },
                None => DeclaredClass::Text { max: None },
            },
            "UUID" | "GUID" | "UNIQUEIDENTIFIER" => DeclaredClass::Uuid,
            "DATE" => DeclaredClass::Date,
            "TIME" | "TIME WITHOUT TIME ZONE" => DeclaredClass::Time,
            "DATETIME"
            | "DATETIME2"
            | "SMALLDATETIME"
            | "TIMESTAMP"
            | "TIMESTAMP WITHOUT TIME ZONE"
            | "DATETIME WITHOUT TIME ZONE"
            | "TIMESTAMP_NTZ" => DeclaredClass::Timestamp { zone: false },
            "TIMESTAMPTZ"
            | "TIMESTAMP WITH TIME ZONE"
            | "TIMESTAMP WITH LOCAL TIME ZONE"
            | "DATETIMEOFFSET"
            | "DATETIMETZ"
            | "DATETIME WITH TIME ZONE" => DeclaredClass::Timestamp { zone: true },
            "JSON" | "JSONB" => DeclaredClass::Json,
            "BLOB"
            | "TINYBLOB"
            | "MEDIUMBLOB"
            | "LONGBLOB"
            | "BYTEA"
            | "BINARY"
            | "VARBINARY"
            | "LONGVARBINARY"
            | "BINARY VARYING"
            | "BINARY LARGE OBJECT"
            | "IMAGE"
            | "RAW"
            | "LONG RAW" => DeclaredClass::Blob,
            _ => DeclaredClass::Other,
        }
    }

    fn number<N: std::str::FromStr>(&self, at: usize) -> Option<N> {
        // Oracle writes `VARCHAR2(20 CHAR)`; the number leads. `nvarchar(max)` has none.
        self.arguments.get(at)?.split_ascii_whitespace().next()?.parse().ok()
    }

    fn decimal(&self) -> DeclaredClass {
        let precision = self.number::<u16>(0).filter(|&precision| precision > 0);
        // A second argument that is no number within the precision promises nothing that could be kept.
        let scale = if self.arguments.len() > 1 { self.number::<u16>(1) } else { Some(0) };
        match (precision, scale) {
            (Some(precision), Some(scale)) if scale <= precision => {
                DeclaredClass::Decimal { precision: Some(precision), scale }
            }
            _ => DeclaredClass::Decimal { precision: None, scale: 0 },
        }
    }
}

/// Strips the quotes of a quoted word; `TEXT[]` (an array) keeps its brackets.
fn bare(word: &str) -> &str {
    for (open, close) in [('"', '"'), ('`', '`'), ('\'', '\''), ('[', ']')] {
        let inner = word.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
            return inner;
        }
    }
    word
}

/// [`DeclaredType::class`] of a declaration's text.
pub fn class(declared: &str) -> DeclaredClass {
    DeclaredType::parse(declared).class()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affinity_is_that_of_the_table_in_sqlites_documentation() {
        // https://sqlite.org/datatype3.html#affinity_name_examples, and the oddities it warns of.
        let integer =
            "INT,INTEGER,TINYINT,SMALLINT,MEDIUMINT,BIGINT,UNSIGNED BIG INT,INT2,INT8,FLOATING POINT,CHARINT";
        let text = "CHARACTER(20),VARCHAR(255),VARYING CHARACTER(255),NCHAR(55),NATIVE CHARACTER(70),NVARCHAR(100),\
                    TEXT,CLOB,text,LONGTEXT";
        let blob = "BLOB,,tinyblob";
        let real = "REAL,DOUBLE,DOUBLE PRECISION,FLOAT";
        let numeric = "NUMERIC,DECIMAL(10;5),BOOLEAN,DATE,DATETIME,STRING,ANY,JSON";
        for (names, expected) in [
            (integer, Affinity::Integer),
            (text, Affinity::Text),
            (blob, Affinity::Blob),
            (real, Affinity::Real),
            (numeric, Affinity::Numeric),
        ] {
            for name in names.split(',') {
                let name = name.trim().replace(';', ",");
                assert_eq!(affinity(&name, false), expected, "{name}");
            }
        }
        assert_eq!(affinity("ANY", true), Affinity::Blob);
        assert_eq!(affinity("INT", true), Affinity::Integer);
    }

    #[test]
    fn declarations_are_taken_apart() {
        let parsed = DeclaredType::parse("decimal( 10 , 2 ) unsigned");
        assert_eq!(parsed.words, "DECIMAL UNSIGNED");
        assert_eq!(parsed.arguments, ["10", "2"]);
        assert_eq!(DeclaredType::parse("timestamp(6) with time zone").words, "TIMESTAMP WITH TIME ZONE");
        assert_eq!(DeclaredType::parse("\"varchar\"(9)").words, "VARCHAR");
        assert_eq!(DeclaredType::parse("TEXT[]").words, "TEXT[]");
        assert_eq!(DeclaredType::parse("(LENGTH TOKENS) = 2").words, "= 2");
        assert_eq!(DeclaredType::parse(")x((").words, ")X");
    }

    #[test]
    fn declarations_keep_their_promise_in_every_dialect() {
        use DeclaredClass::*;
        let cases = [
            ("", None),
            ("BOOLEAN", Boolean),
            ("tinyint(1)", Boolean),
            ("tinyint(4)", Integer { bytes: 2 }),
            ("tinyint(1) unsigned", Integer { bytes: 2 }),
            ("INTEGER", Integer { bytes: 8 }),
            ("INT", Integer { bytes: 4 }),
            ("int(11)", Integer { bytes: 4 }),
            ("INT UNSIGNED", Integer { bytes: 8 }),
            ("unsigned big int", Integer { bytes: 8 }),
            ("smallint", Integer { bytes: 2 }),
            ("MEDIUMINT", Integer { bytes: 4 }),
            ("int8", Integer { bytes: 8 }),
            ("double precision", Real),
            ("FLOAT(24)", Real),
            ("DECIMAL(10, 2)", Decimal { precision: Some(10), scale: 2 }),
            ("NUMERIC", Decimal { precision: Option::None, scale: 0 }),
            ("numeric(8)", Decimal { precision: Some(8), scale: 0 }),
            ("numeric(2,8)", Decimal { precision: Option::None, scale: 0 }),
            ("varchar(255)", Text { max: Some(255) }),
            ("nvarchar(max)", Text { max: Option::None }),
            ("VARCHAR2(20 CHAR)", Text { max: Some(20) }),
            ("character varying(3)", Text { max: Some(3) }),
            ("ENUM('1','2')", Text { max: Option::None }),
            ("CHAR(36)", Char { length: 36 }),
            ("NATIVE CHARACTER(70)", Char { length: 70 }),
            ("CHAR", Text { max: Option::None }),
            ("uniqueidentifier", Uuid),
            ("DATE", Date),
            ("time", Time),
            ("datetime(6)", Timestamp { zone: false }),
            ("TIMESTAMP WITH TIME ZONE", Timestamp { zone: true }),
            ("timestamptz", Timestamp { zone: true }),
            ("DATETIMEOFFSET(7)", Timestamp { zone: true }),
            ("jsonb", Json),
            ("varbinary(16)", Blob),
            ("TEXT[]", Other),
            ("GEOMETRY", Other),
        ];
        for (declared, expected) in cases {
            assert_eq!(class(declared), expected, "{declared}");
        }
    }
}
