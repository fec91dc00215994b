//! How people write `CREATE TABLE`: quotes, blanks, comments, letters' case. SQLite keeps the text as it was written.

use super::dice::Dice;
use super::names::quoted;

/// A table's statement from its parts: columns (name and the rest), constraints, options such as `STRICT`.
pub(super) fn create_table(
    name: &str,
    columns: &[(&str, String)],
    constraints: &[String],
    options: &[&str],
    plain: bool,
    dice: &mut Dice,
) -> String {
    if plain {
        let columns = columns.iter().map(|(name, rest)| format!("{}{rest}", quoted(name)));
        let parts: Vec<String> = columns.chain(constraints.iter().cloned()).collect();
        let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(", ")) };
        return format!("CREATE TABLE {} (\n    {}\n){options}", quoted(name), parts.join(",\n    "));
    }
    let mut sql = dice.word(&[
        "CREATE TABLE ",
        "create table ",
        "CREATE  TABLE\tIF NOT EXISTS ",
        "CREATE TABLE main.",
        "CREATE /* a \"table\" */ TABLE ",
        "Create Table -- it's one\n",
    ]);
    sql.push_str(&identifier(name, dice));
    sql.push_str(&dice.word(&["(", " (\n\t", "\n(\n", " ( -- columns, (of it)\n  "]));
    for (at, (name, rest)) in columns.iter().enumerate() {
        if at > 0 {
            sql.push_str(&separator(dice));
        }
        sql.push_str(&identifier(name, dice));
        sql.push_str(rest);
    }
    for (at, constraint) in constraints.iter().enumerate() {
        match at > 0 && dice.percent(20) {
            // SQLite does not insist on the comma here.
            true => sql.push('\n'),
            false => sql.push_str(&separator(dice)),
        }
        sql.push_str(constraint);
    }
    sql.push_str(&dice.word(&[")", "\n)", " /* the end) */ )", "\n-- 'end\n)"]));
    for (at, option) in options.iter().enumerate() {
        sql.push_str(if at > 0 { " , " } else { " " });
        sql.push_str(&if dice.percent(50) { option.to_lowercase() } else { (*option).to_owned() });
    }
    sql.push_str(&dice.word(&["", " ", " -- done", "\n/* done */"]));
    sql
}

fn separator(dice: &mut Dice) -> String {
    dice.word(&[
        ",",
        ", ",
        " ,\n  ",
        ",\r\n",
        ", -- a \"comment\", with it's own comma\n",
        " /* , NOT NULL */, ",
        ",\n\n",
    ])
}

/// A name in any of the ways that SQLite reads (<https://sqlite.org/lang_keywords.html>).
fn identifier(name: &str, dice: &mut Dice) -> String {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match dice.below(6) {
        0 if !name.contains(']') && !name.is_empty() => format!("[{name}]"),
        1 => format!("`{}`", name.replace('`', "``")),
        2 => format!("'{}'", name.replace('\'', "''")),
        3 | 4 if is_word => name.to_owned(),
        _ => quoted(name),
    }
}
